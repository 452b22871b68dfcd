package dev.leme.apiserver.rest;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.resource.Resource;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.watch.CachedObject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes a list in JSON out of the bytes that the cache holds, decoding nothing. */
final class ListWriter {

    private static final int BUFFER = 64 * 1024;

    private ListWriter() {}

    static void write(Exchange exchange, Resource resource, JsonObject metadata, List<CachedObject> objects)
            throws IOException {
        String head = "{\"kind\":\"" + resource.kind() + "List\",\"apiVersion\":\"" + resource.apiVersion()
                + "\",\"metadata\":" + Json.write(metadata) + ",\"items\":[";
        try (OutputStream out = new BufferedOutputStream(exchange.stream(200, MediaTypes.JSON), BUFFER)) {
            out.write(head.getBytes(StandardCharsets.UTF_8));
            boolean first = true;
            for (CachedObject object : objects) {
                if (!first) {
                    out.write(',');
                }
                first = false;
                object.writeItemTo(out);
            }
            out.write(']');
            out.write('}');
        }
    }
}
