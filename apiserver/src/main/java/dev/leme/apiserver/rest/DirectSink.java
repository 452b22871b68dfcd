package dev.leme.apiserver.rest;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.apiserver.catalog.ResourceDefinition;
import dev.leme.apiserver.http.EventExchange;
import dev.leme.apiserver.watch.CachedObject;
import java.io.IOException;

/** Events for somebody in this process: the very trees of the cache, shared with all others. */
record DirectSink(EventExchange exchange, ResourceDefinition definition) implements EventSink {

    @Override
    public void change(String type, CachedObject object) throws IOException, InterruptedException {
        exchange.event(type, definition.fromStored().apply(object.object()));
    }

    @Override
    public void tree(String type, JsonObject object) throws IOException, InterruptedException {
        exchange.event(type, ApiObject.of(object));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
