package dev.leme.apiserver.rest;

import dev.leme.api.json.JsonObject;
import dev.leme.apiserver.watch.CachedObject;
import java.io.IOException;

/** Where a watch's events go. */
interface EventSink extends AutoCloseable {

    /** An object has come, changed or gone. */
    void change(String type, CachedObject object) throws IOException, InterruptedException;

    /** A bookmark or an error. */
    void tree(String type, JsonObject object) throws IOException, InterruptedException;

    /** Sends what was written. */
    void flush() throws IOException;

    @Override
    void close() throws IOException;
}
