package dev.leme.apiserver.rest;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.apiserver.catalog.ResourceDefinition;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.rest.MediaTypes.Wanted;
import dev.leme.apiserver.watch.CachedObject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Events as lines of JSON; plain objects are sent as the bytes that are in the cache. */
final class ByteSink implements EventSink {

    private static final int BUFFER = 16 * 1024;
    private static final byte[] END = "}\n".getBytes(StandardCharsets.US_ASCII);

    private final Exchange exchange;
    private final ResourceDefinition definition;
    private final Wanted wanted;
    private final Answers answers;
    private final OutputStream out;
    private boolean first = true;

    ByteSink(Exchange exchange, ResourceDefinition definition, Wanted wanted, Answers answers) throws IOException {
        this.exchange = exchange;
        this.definition = definition;
        this.wanted = wanted;
        this.answers = answers;
        this.out = new BufferedOutputStream(exchange.stream(200, MediaTypes.JSON), BUFFER);
    }

    @Override
    public void change(String type, CachedObject object) throws IOException {
        boolean plain = wanted.isPlainJson() && definition.isStoredForm();
        write(
                type,
                plain
                        ? object.bytes()
                        : Json.bytes(answers.watched(exchange, definition, wanted.shape(), object.object(), first)));
        first = false;
    }

    @Override
    public void tree(String type, JsonObject object) throws IOException {
        write(type, Json.bytes(object));
    }

    private void write(String type, byte[] object) throws IOException {
        out.write(("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.US_ASCII));
        out.write(object);
        out.write(END);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
