package dev.leme.api.defaults;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one kind's writes are prepared. The plain rule changes nothing; a kind adds a status of its own, a generation, or
 * overrides a step.
 */
public class PrepareRule {

    private static final Set<String> NOT_COUNTED = Set.of("metadata", "status", "apiVersion", "kind");

    private final boolean hasStatus;
    private final @Nullable JsonObject initialStatus;
    private final boolean hasGeneration;
    private final boolean generationMoves;
    private final boolean keepsLabelsInStatusWrites;

    PrepareRule() {
        this(false, null, false, false, false);
    }

    PrepareRule(
            boolean hasStatus,
            @Nullable JsonObject initialStatus,
            boolean hasGeneration,
            boolean generationMoves,
            boolean keepsLabelsInStatusWrites) {
        this.hasStatus = hasStatus;
        this.initialStatus = initialStatus;
        this.hasGeneration = hasGeneration;
        this.generationMoves = generationMoves;
        this.keepsLabelsInStatusWrites = keepsLabelsInStatusWrites;
    }

    /** This rule with a status subresource; a new object starts with {@code initial}, or without a status. */
    final PrepareRule withStatus(@Nullable JsonObject initial) {
        return new PrepareRule(true, initial, hasGeneration, generationMoves, keepsLabelsInStatusWrites);
    }

    /** This rule with a generation that moves with every change of what isn't metadata or status. */
    final PrepareRule counted() {
        return new PrepareRule(hasStatus, initialStatus, true, true, keepsLabelsInStatusWrites);
    }

    /** This rule with a generation that stays 1. */
    final PrepareRule countedOnce() {
        return new PrepareRule(hasStatus, initialStatus, true, false, keepsLabelsInStatusWrites);
    }

    /** This rule, by which a write of the status can't change labels. */
    final PrepareRule labelsFixedInStatus() {
        return new PrepareRule(hasStatus, initialStatus, hasGeneration, generationMoves, true);
    }

    /** {@code object} as it is to be created. */
    public ApiObject create(ApiObject object) {
        ApiObject result = hasStatus ? withInitialStatus(object) : object;
        return result.withMetadata(
                metadata -> hasGeneration ? metadata.with("generation", 1) : metadata.without("generation"));
    }

    private ApiObject withInitialStatus(ApiObject object) {
        return initialStatus == null ? ApiObject.of(object.json().without("status")) : object.withStatus(initialStatus);
    }

    /** {@code fresh} as it is to replace {@code old}. */
    public ApiObject update(ApiObject fresh, ApiObject old) {
        ApiObject result = hasStatus ? with(fresh, "status", old.json().get("status")) : fresh;
        return generation(result, old);
    }

    private ApiObject generation(ApiObject fresh, ApiObject old) {
        if (!hasGeneration) {
            return fresh;
        }
        long next = old.generation() + (generationMoves && isChanged(fresh, old) ? 1 : 0);
        return next == 0 ? fresh : fresh.withMetadata(metadata -> metadata.with("generation", next));
    }

    /** {@code fresh} with only its status (and what its kind lets the status's writer change) taken over. */
    public ApiObject updateStatus(ApiObject fresh, ApiObject old) {
        ApiObject result = fresh;
        for (String name : fresh.json().names()) {
            result = NOT_COUNTED.contains(name)
                    ? result
                    : with(result, name, old.json().get(name));
        }
        for (String name : old.json().names()) {
            result = NOT_COUNTED.contains(name)
                    ? result
                    : with(result, name, old.json().get(name));
        }
        return result.withMetadata(metadata -> statusMetadata(metadata, old.metadata()));
    }

    private JsonObject statusMetadata(JsonObject fresh, JsonObject old) {
        JsonObject result = copy(fresh, old, "generation");
        result = copy(result, old, "deletionTimestamp");
        return keepsLabelsInStatusWrites ? copy(result, old, "labels") : result;
    }

    private static boolean isChanged(ApiObject fresh, ApiObject old) {
        return !counted(fresh.json()).equals(counted(old.json()));
    }

    private static JsonObject counted(JsonObject object) {
        JsonObject.Builder counted = JsonObject.builder();
        for (Map.Entry<String, JsonValue> member : object) {
            if (!NOT_COUNTED.contains(member.getKey())) {
                counted.put(member.getKey(), member.getValue());
            }
        }
        return counted.build();
    }

    static JsonObject copy(JsonObject fresh, JsonObject old, String name) {
        JsonValue value = old.get(name);
        return value == null ? fresh.without(name) : fresh.with(name, value);
    }

    private static ApiObject with(ApiObject object, String name, @Nullable JsonValue value) {
        if (Objects.equals(object.json().get(name), value)) {
            return object;
        }
        return value == null ? ApiObject.of(object.json().without(name)) : object.with(name, value);
    }
}
