package dev.leme.apiserver.rest;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.resource.Resource;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.watch.CachedObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes a list in JSON out of the bytes that the cache holds, decoding nothing: one copy, in large pieces. */
final class ListWriter {

    private static final int PIECE = 64 * 1024;

    private final OutputStream out;
    private final byte[] piece = new byte[PIECE];
    private int count;

    private ListWriter(OutputStream out) {
        this.out = out;
    }

    static void write(Exchange exchange, Resource resource, JsonObject metadata, List<CachedObject> objects)
            throws IOException {
        String head = "{\"kind\":\"" + resource.kind() + "List\",\"apiVersion\":\"" + resource.apiVersion()
                + "\",\"metadata\":" + Json.write(metadata) + ",\"items\":[";
        try (OutputStream out = exchange.stream(200, MediaTypes.JSON)) {
            ListWriter writer = new ListWriter(out);
            byte[] first = head.getBytes(StandardCharsets.UTF_8);
            writer.append(first, 0, first.length);
            writer.items(objects);
            writer.append(']');
            writer.append('}');
            writer.send();
        }
    }

    private void items(List<CachedObject> objects) throws IOException {
        boolean first = true;
        for (CachedObject object : objects) {
            if (!first) {
                append(',');
            }
            first = false;
            // An item of a typed list carries neither kind nor apiVersion.
            append('{');
            byte[] bytes = object.bytes();
            append(bytes, object.metadataOffset(), bytes.length);
        }
    }

    private void append(char ascii) throws IOException {
        if (count == piece.length) {
            send();
        }
        piece[count++] = (byte) ascii;
    }

    private void append(byte[] bytes, int begin, int end) throws IOException {
        for (int at = begin; at < end; ) {
            if (count == piece.length) {
                send();
            }
            int length = Math.min(end - at, piece.length - count);
            System.arraycopy(bytes, at, piece, count, length);
            count += length;
            at += length;
        }
    }

    private void send() throws IOException {
        out.write(piece, 0, count);
        count = 0;
    }
}
