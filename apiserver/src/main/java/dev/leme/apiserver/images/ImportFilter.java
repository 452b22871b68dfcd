package dev.leme.apiserver.images;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.pipeline.Filter;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.registry.ArchiveException;
import dev.leme.apiserver.registry.ImageStore;
import dev.leme.apiserver.registry.ImportListener;
import dev.leme.apiserver.registry.StoredImage;
import java.io.IOException;
import java.util.List;

/** {@code /leme/v1/images}: lists what the registry has, and takes archives. Behind authorization: for administrators. */
public final class ImportFilter implements Filter {

    private static final String PATH = "/leme/v1/images";
    private static final String JSON = "application/json";

    private final ImageStore store;

    /** Imports into {@code store}. */
    public ImportFilter(ImageStore store) {
        this.store = store;
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException, InterruptedException {
        if (!request.info().path().equals(PATH)) {
            next.handle(request);
            return;
        }
        Exchange exchange = request.exchange();
        switch (exchange.method()) {
            case "GET" -> exchange.respond(200, JSON, list(store.list()));
            case "POST" -> exchange.respond(200, JSON, list(imported(exchange)));
            default ->
                throw ApiException.of(
                        Reason.METHOD_NOT_ALLOWED, "the server does not allow this method on the requested resource");
        }
    }

    private List<StoredImage> imported(Exchange exchange) throws IOException {
        try {
            return store.importArchive(exchange.body(), ImportListener.NONE);
        } catch (ArchiveException damaged) {
            throw ApiException.badRequest(String.valueOf(damaged.getMessage()));
        }
    }

    private static byte[] list(List<StoredImage> images) {
        return Json.bytes(JsonObject.of(
                "images",
                new JsonArray(images.stream()
                        .<JsonValue>map(image -> JsonObject.builder()
                                .put("name", image.name().toString())
                                .put("digest", image.manifest().digest().toString())
                                .put("size", image.size())
                                .build())
                        .toList())));
    }
}
