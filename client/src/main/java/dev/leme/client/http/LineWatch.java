package dev.leme.client.http;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.client.WatchEvent;
import dev.leme.client.WatchStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The events of a watch as lines of JSON. A line that makes no sense ends it, as a broken connection does. */
final class LineWatch implements WatchStream {

    private final InputStream body;
    private final InputStream in;

    LineWatch(InputStream body) {
        this.body = body;
        this.in = new BufferedInputStream(body, 16 * 1024);
    }

    @Override
    public @Nullable WatchEvent next() throws InterruptedException {
        try {
            byte[] line = line();
            return line.length == 0 ? null : event(Json.parseObject(line));
        } catch (IOException | JsonException | IllegalArgumentException ended) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return null;
        }
    }

    private static WatchEvent event(JsonObject json) {
        return new WatchEvent(WatchEvent.Type.valueOf(json.string("type")), ApiObject.of(json.object("object")));
    }

    private byte[] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        return line.toByteArray();
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
