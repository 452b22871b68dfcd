package dev.leme.apiserver.rest;

import dev.leme.api.json.JsonObject;
import dev.leme.api.protobuf.ProtobufCodec;
import dev.leme.apiserver.catalog.ResourceDefinition;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.rest.MediaTypes.Wanted;
import dev.leme.apiserver.watch.CachedObject;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Events as protobuf messages, each with its length before it. */
final class ProtobufSink implements EventSink {

    private static final int BUFFER = 16 * 1024;

    private final Exchange exchange;
    private final ResourceDefinition definition;
    private final Wanted wanted;
    private final Answers answers;
    private final DataOutputStream out;

    ProtobufSink(Exchange exchange, ResourceDefinition definition, Wanted wanted, Answers answers) throws IOException {
        this.exchange = exchange;
        this.definition = definition;
        this.wanted = wanted;
        this.answers = answers;
        this.out = new DataOutputStream(
                new BufferedOutputStream(exchange.stream(200, MediaTypes.PROTOBUF + ";stream=watch"), BUFFER));
    }

    @Override
    public void change(String type, CachedObject object) throws IOException {
        tree(type, (JsonObject) answers.watched(exchange, definition, wanted.shape(), object.object(), true));
    }

    @Override
    public void tree(String type, JsonObject object) throws IOException {
        byte[] event = ProtobufCodec.encodeWatchEvent(type, ProtobufCodec.encode(object));
        out.writeInt(event.length);
        out.write(event);
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
