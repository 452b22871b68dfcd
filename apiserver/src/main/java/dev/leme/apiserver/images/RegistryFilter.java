package dev.leme.apiserver.images;

import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.auth.User;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.pipeline.Filter;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.registry.RegistryHandler;
import dev.leme.apiserver.registry.RegistryRequest;
import dev.leme.apiserver.registry.RegistryResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** {@code /v2/}: images for the nodes' runtimes, which show their node's certificate, and for administrators. */
public final class RegistryFilter implements Filter {

    private static final String[] READ = {"Range", "Accept", "If-None-Match"};

    private final RegistryHandler registry;

    /** Serves {@code registry}. */
    public RegistryFilter(RegistryHandler registry) {
        this.registry = registry;
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException, InterruptedException {
        String path = request.info().path();
        if (!path.equals("/v2") && !path.startsWith("/v2/")) {
            next.handle(request);
            return;
        }
        User user = request.user();
        if (!user.isIn("system:nodes") && !user.isIn("system:masters")) {
            throw ApiException.of(Reason.FORBIDDEN, "forbidden: images are for nodes: User \"" + user.name() + "\"");
        }
        answer(request.exchange());
    }

    private void answer(Exchange exchange) throws IOException {
        Map<String, String> query = new LinkedHashMap<>();
        exchange.query().parameters().forEach((name, values) -> query.put(name, values.getFirst()));
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : READ) {
            String value = exchange.header(name);
            if (!value.isEmpty()) {
                headers.put(name.toLowerCase(Locale.ROOT), value);
            }
        }
        RegistryResponse response =
                registry.handle(new RegistryRequest(exchange.method(), path(exchange), query, headers));
        String type = "application/octet-stream";
        for (Map.Entry<String, String> header : response.headers().entrySet()) {
            if (header.getKey().equalsIgnoreCase("Content-Type")) {
                type = header.getValue();
            } else {
                exchange.addHeader(header.getKey(), header.getValue());
            }
        }
        try (OutputStream out = exchange.stream(response.status(), type)) {
            response.body().writeTo(out);
        }
    }

    /** As sent but decoded, the final slash kept. */
    private static String path(Exchange exchange) {
        return java.net.URLDecoder.decode(exchange.path().replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8);
    }
}
