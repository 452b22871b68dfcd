package dev.leme.apiserver.rest;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.protobuf.ProtobufCodec;
import dev.leme.api.resource.Resource;
import dev.leme.apiserver.catalog.ResourceDefinition;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.rest.MediaTypes.Form;
import dev.leme.apiserver.rest.MediaTypes.Shape;
import dev.leme.apiserver.rest.MediaTypes.Wanted;
import dev.leme.apiserver.watch.CachedObject;
import dev.leme.base.time.Clock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes objects and lists in the form that the client asked for. */
final class Answers {

    private final Encoders encoders;
    private final Clock clock;

    Answers(Encoders encoders, Clock clock) {
        this.encoders = encoders;
        this.clock = clock;
    }

    /** What the client wants to read of this kind. */
    static Wanted wanted(Exchange exchange, ResourceDefinition definition) {
        Resource resource = definition.resource();
        return MediaTypes.wanted(exchange.header("Accept"), ProtobufCodec.has(resource.apiVersion(), resource.kind()));
    }

    /** One committed object; plain JSON is sent as the bytes that are in the cache. */
    void object(Exchange exchange, ResourceDefinition definition, CachedObject object) throws IOException {
        Wanted wanted = wanted(exchange, definition);
        if (wanted.isPlainJson() && definition.isStoredForm()) {
            exchange.respond(200, MediaTypes.JSON, object.bytes());
        } else {
            object(exchange, 200, definition, object.object());
        }
    }

    /** One object in its stored form. */
    void object(Exchange exchange, int status, ResourceDefinition definition, ApiObject stored) throws IOException {
        Wanted wanted = wanted(exchange, definition);
        ApiObject object = definition.fromStored().apply(stored);
        JsonValue tree = shape(exchange, definition, wanted, object);
        exchange.respond(status, wanted.form().contentType(), encoders.encode(wanted.form(), tree));
    }

    /** A tree that is of no resource's own kind, as a {@code Status} or a {@code Scale}. */
    void tree(Exchange exchange, int status, JsonObject tree) throws IOException {
        Wanted wanted = MediaTypes.wanted(
                exchange.header("Accept"), ProtobufCodec.has(tree.string("apiVersion"), tree.string("kind")));
        Form form = wanted.form();
        exchange.respond(status, form.contentType(), encoders.encode(form, tree));
    }

    private JsonValue shape(Exchange exchange, ResourceDefinition definition, Wanted wanted, ApiObject object) {
        return switch (wanted.shape()) {
            case OBJECT -> object.json();
            case PARTIAL -> PartialMetadata.of(object);
            case TABLE ->
                tables(exchange, definition).table(listMetadata(object.resourceVersion()), List.of(object), true);
        };
    }

    TableShape tables(Exchange exchange, ResourceDefinition definition) {
        return new TableShape(definition.resource(), exchange.query().get("includeObject"), clock);
    }

    private static JsonObject listMetadata(String revision) {
        return JsonObject.of("resourceVersion", JsonValue.of(revision));
    }

    /** A list of objects in their stored form. */
    void list(Exchange exchange, ResourceDefinition definition, JsonObject metadata, List<CachedObject> objects)
            throws IOException {
        Wanted wanted = wanted(exchange, definition);
        if (wanted.isPlainJson() && definition.isStoredForm()) {
            ListWriter.write(exchange, definition.resource(), metadata, objects);
            return;
        }
        List<ApiObject> items = new ArrayList<>(objects.size());
        for (CachedObject object : objects) {
            items.add(definition.fromStored().apply(object.object()));
        }
        JsonObject tree = listTree(exchange, definition, wanted, metadata, items);
        exchange.respond(200, wanted.form().contentType(), encoders.encode(wanted.form(), tree));
    }

    private JsonObject listTree(
            Exchange exchange,
            ResourceDefinition definition,
            Wanted wanted,
            JsonObject metadata,
            List<ApiObject> items) {
        return switch (wanted.shape()) {
            case TABLE -> tables(exchange, definition).table(metadata, items, true);
            case PARTIAL ->
                tree(
                        "meta.k8s.io/v1",
                        "PartialObjectMetadataList",
                        metadata,
                        items.stream().<JsonValue>map(PartialMetadata::of).toList());
            case OBJECT ->
                tree(
                        definition.resource().apiVersion(),
                        definition.resource().kind() + "List",
                        metadata,
                        items.stream()
                                .<JsonValue>map(
                                        item -> item.json().without("kind").without("apiVersion"))
                                .toList());
        };
    }

    private static JsonObject tree(String apiVersion, String kind, JsonObject metadata, List<JsonValue> items) {
        return JsonObject.builder()
                .put("kind", kind)
                .put("apiVersion", apiVersion)
                .put("metadata", metadata)
                .put("items", new JsonArray(items))
                .build();
    }

    /** The tree of one object as a watch in this form carries it. */
    JsonValue watched(Exchange exchange, ResourceDefinition definition, Shape shape, ApiObject stored, boolean first) {
        ApiObject object = definition.fromStored().apply(stored);
        return switch (shape) {
            case OBJECT -> object.json();
            case PARTIAL -> PartialMetadata.of(object);
            case TABLE ->
                tables(exchange, definition).table(listMetadata(object.resourceVersion()), List.of(object), first);
        };
    }
}
