package dev.leme.api.object;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One Kubernetes object of any kind, built-in or custom: an immutable tree, read through the metadata that all kinds share.
 *
 * <p>What is absent reads as Go's zero value (the empty string, 0, an empty list or map); instants read as null.
 */
public final class ApiObject {

    private final JsonObject json;
    private final JsonObject metadata;

    private ApiObject(JsonObject json) {
        this.json = json;
        this.metadata = json.object("metadata");
    }

    /** The object that {@code json} is. */
    public static ApiObject of(JsonObject json) {
        return new ApiObject(json);
    }

    /** The object that {@code bytes} spell in JSON; throws {@link dev.leme.api.json.JsonException}. */
    public static ApiObject parse(byte[] bytes) {
        return new ApiObject(Json.parseObject(bytes));
    }

    /** The whole tree. */
    public JsonObject json() {
        return json;
    }

    /** The tree under {@code metadata}. */
    public JsonObject metadata() {
        return metadata;
    }

    /** The tree under {@code spec}. */
    public JsonObject spec() {
        return json.object("spec");
    }

    /** The tree under {@code status}. */
    public JsonObject status() {
        return json.object("status");
    }

    /** Group and version, as {@code apps/v1}. */
    public String apiVersion() {
        return json.string("apiVersion");
    }

    /** The kind, as {@code StatefulSet}. */
    public String kind() {
        return json.string("kind");
    }

    /** The name, unique among its kind in its namespace. */
    public String name() {
        return metadata.string("name");
    }

    /** The namespace; empty for what is of the whole cluster. */
    public String namespace() {
        return metadata.string("namespace");
    }

    /** The identity that no later object of the same name shares. */
    public String uid() {
        return metadata.string("uid");
    }

    /** The revision at which it was last written. */
    public String resourceVersion() {
        return metadata.string("resourceVersion");
    }

    /** The count of changes to what is wanted. */
    public long generation() {
        return metadata.number("generation", 0);
    }

    /** The labels. */
    public Map<String, String> labels() {
        return metadata.object("labels").strings();
    }

    /** The annotations. */
    public Map<String, String> annotations() {
        return metadata.object("annotations").strings();
    }

    /** The finalizers that hold it. */
    public List<String> finalizers() {
        return metadata.array("finalizers").strings();
    }

    /** The owners' references. */
    public List<JsonObject> ownerReferences() {
        return metadata.array("ownerReferences").objects();
    }

    /** The owner that controls it, or null. */
    public @Nullable JsonObject controllerReference() {
        for (JsonObject owner : ownerReferences()) {
            if (owner.bool("controller")) {
                return owner;
            }
        }
        return null;
    }

    /** Whether {@code owner} controls it. */
    public boolean isControlledBy(ApiObject owner) {
        JsonObject reference = controllerReference();
        return reference != null && reference.string("uid").equals(owner.uid());
    }

    /** When it was made. */
    public @Nullable Instant creationTimestamp() {
        return instant("creationTimestamp");
    }

    /** From when it counts as deleted; null while nobody has asked for that. */
    public @Nullable Instant deletionTimestamp() {
        return instant("deletionTimestamp");
    }

    /** Whether somebody has asked to delete it. */
    public boolean isDeleting() {
        return metadata.has("deletionTimestamp");
    }

    private @Nullable Instant instant(String name) {
        String text = metadata.string(name);
        return text.isEmpty() ? null : Instant.parse(text);
    }

    /** This object with its metadata changed. */
    public ApiObject withMetadata(UnaryOperator<JsonObject> change) {
        return with("metadata", change.apply(metadata));
    }

    /** This object with a member of the tree's root set. */
    public ApiObject with(String name, JsonValue value) {
        return new ApiObject(json.with(name, value));
    }

    /** This object with this name. */
    public ApiObject withName(String name) {
        return withMetadata(meta -> meta.with("name", name));
    }

    /** This object with these finalizers. */
    public ApiObject withFinalizers(List<String> finalizers) {
        return withMetadata(meta -> finalizers.isEmpty()
                ? meta.without("finalizers")
                : meta.with("finalizers", JsonArray.ofStrings(finalizers)));
    }

    /** This object with this status. */
    public ApiObject withStatus(JsonObject status) {
        return with("status", status);
    }

    /** {@code namespace/name}, or the name alone for what is of the whole cluster. */
    public String key() {
        String namespace = namespace();
        return namespace.isEmpty() ? name() : namespace + "/" + name();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ApiObject that && json.equals(that.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        return kind() + " " + key();
    }
}
