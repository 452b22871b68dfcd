package dev.leme.apiserver.server;

import dev.leme.api.openapi.ApiResource;
import dev.leme.apiserver.catalog.ResourceCatalog;
import dev.leme.apiserver.catalog.ResourceDefinition;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.pipeline.Filter;
import dev.leme.apiserver.pipeline.RequestContext;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /openapi/v2} and {@code /openapi/v3}: what is served, described for tools. Made at the first question. */
final class OpenApiFilter implements Filter {

    private final ResourceCatalog catalog;
    private volatile @Nullable OpenApiDocuments documents;

    OpenApiFilter(ResourceCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException, InterruptedException {
        Exchange exchange = request.exchange();
        String path = request.info().path();
        OpenApiDocuments.Document document =
                path.startsWith("/openapi/") ? documents().find(path, exchange.header("Accept")) : null;
        if (document == null) {
            next.handle(request);
            return;
        }
        exchange.addHeader("ETag", document.etag());
        exchange.addHeader("Vary", "Accept");
        if (exchange.header("If-None-Match").equals(document.etag())) {
            exchange.respond(304, document.contentType(), new byte[0]);
        } else {
            exchange.respond(200, document.contentType(), document.body());
        }
    }

    private OpenApiDocuments documents() {
        OpenApiDocuments known = documents;
        if (known == null) {
            List<ApiResource> resources = catalog.all().stream()
                    .map(served -> described(served.definition()))
                    .toList();
            known = new OpenApiDocuments(resources);
            documents = known;
        }
        return known;
    }

    private static ApiResource described(ResourceDefinition definition) {
        return ApiResource.builtIn(
                definition.resource().group(),
                definition.resource().version(),
                definition.resource().plural(),
                definition.resource().kind(),
                definition.resource().namespaced(),
                definition.verbs(),
                definition.subresources());
    }
}
