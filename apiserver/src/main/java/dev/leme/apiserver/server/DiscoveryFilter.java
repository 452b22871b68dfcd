package dev.leme.apiserver.server;

import dev.leme.apiserver.catalog.ResourceCatalog;
import dev.leme.apiserver.catalog.ResourceDefinition;
import dev.leme.apiserver.discovery.DiscoveredResource;
import dev.leme.apiserver.discovery.Discovery;
import dev.leme.apiserver.discovery.ServerVersion;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.pipeline.Filter;
import dev.leme.apiserver.pipeline.RequestContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /version} and what is served, for clients that ask before they use it. Made at the first question. */
final class DiscoveryFilter implements Filter {

    private final ResourceCatalog catalog;
    private final String address;
    private volatile @Nullable Discovery discovery;

    DiscoveryFilter(ResourceCatalog catalog, String address) {
        this.catalog = catalog;
        this.address = address;
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException, InterruptedException {
        Exchange exchange = request.exchange();
        String path = request.info().path();
        boolean read = exchange.method().equals("GET") || exchange.method().equals("HEAD");
        if (read && path.equals("/version")) {
            exchange.respond(200, "application/json", ServerVersion.document());
            return;
        }
        boolean may = read && (path.equals("/api") || path.startsWith("/api/") || path.startsWith("/apis"));
        Discovery.Document document = may ? discovery().find(path, exchange.header("Accept")) : null;
        if (document == null) {
            next.handle(request);
        } else {
            answer(exchange, document);
        }
    }

    private static void answer(Exchange exchange, Discovery.Document document) throws IOException {
        if (!document.etag().isEmpty()) {
            exchange.addHeader("ETag", document.etag());
            exchange.addHeader("Vary", "Accept");
            if (exchange.header("If-None-Match").equals(document.etag())) {
                exchange.respond(304, document.contentType(), new byte[0]);
                return;
            }
        }
        exchange.respond(200, document.contentType(), document.body().getBytes(StandardCharsets.UTF_8));
    }

    private Discovery discovery() {
        Discovery known = discovery;
        if (known == null) {
            List<DiscoveredResource> resources = catalog.all().stream()
                    .map(served -> discovered(served.definition()))
                    .toList();
            known = new Discovery(resources, address);
            discovery = known;
        }
        return known;
    }

    private static DiscoveredResource discovered(ResourceDefinition definition) {
        return DiscoveredResource.of(
                definition.resource(),
                definition.singular(),
                definition.shortNames(),
                definition.categories(),
                definition.verbs(),
                definition.subresources());
    }
}
