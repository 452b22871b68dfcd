package dev.leme.apiserver.storage;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** The members of metadata that belong to the server: no client sets them. */
final class SystemMetadata {

    private static final List<String> OWN =
            List.of("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink");

    private SystemMetadata() {}

    /** A new object's: an identity, a birth, and nothing that a copied manifest may have brought along. */
    static ApiObject forCreate(ApiObject object, String namespace, Instant now) {
        JsonObject given = object.metadata();
        JsonObject.Builder metadata = JsonObject.builder().put("name", object.name());
        if (given.has("generateName")) {
            metadata.put("generateName", given.string("generateName"));
        }
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        metadata.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", timestamp(now));
        given.forEach(member -> {
            if (metadata.get(member.getKey()) == null && !OWN.contains(member.getKey())) {
                metadata.put(member.getKey(), member.getValue());
            }
        });
        metadata.remove("resourceVersion").remove("managedFields").remove("generation");
        if (namespace.isEmpty()) {
            metadata.remove("namespace");
        }
        return object.with("metadata", metadata.build());
    }

    /** A changed object's: as they were, but for the owners of its fields; a writer may leave its namespace to the path. */
    static ApiObject forUpdate(ApiObject fresh, ApiObject old) {
        return fresh.withMetadata(metadata -> {
            JsonObject kept = metadata;
            for (String name : OWN) {
                kept = keep(kept, old.metadata(), name);
            }
            kept = keep(kept, old.metadata(), "generation");
            kept = keep(kept, old.metadata(), "namespace");
            return kept.with("name", old.name());
        });
    }

    private static JsonObject keep(JsonObject metadata, JsonObject old, String name) {
        JsonValue before = old.get(name);
        return before == null ? metadata.without(name) : metadata.with(name, before);
    }

    /** The object with the marks of a deletion that begins. */
    static ApiObject deleting(ApiObject object, Instant now, long graceSeconds) {
        return object.withMetadata(
                metadata -> metadata.with("deletionTimestamp", timestamp(now.plusSeconds(graceSeconds)))
                        .with("deletionGracePeriodSeconds", graceSeconds));
    }

    /** The object with its count of changes one up, where it counts them. */
    static ApiObject generationBumped(ApiObject object) {
        return object.generation() == 0
                ? object
                : object.withMetadata(metadata -> metadata.with("generation", object.generation() + 1));
    }

    /** A time as the API writes it: in seconds. */
    static String timestamp(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
