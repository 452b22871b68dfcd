package dev.leme.apiserver.storage;

import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.status.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * How something is to be deleted.
 *
 * @param gracePeriodSeconds the time that it gets to end; null for the kind's own
 * @param propagation what becomes of its dependents: Background, Foreground, Orphan, or empty for the kind's own way
 * @param uid the identity that it must have; empty for any
 * @param resourceVersion the revision that it must have; empty for any
 */
public record DeleteRequest(@Nullable Long gracePeriodSeconds, String propagation, String uid, String resourceVersion) {

    /** At once, the kind's own way with dependents. */
    public static final DeleteRequest NOW = new DeleteRequest(0L, "", "", "");

    /** As a {@code DeleteOptions} object says; throws {@link ApiException} for a policy that doesn't exist. */
    public static DeleteRequest of(JsonObject options) {
        Long grace = options.get("gracePeriodSeconds") instanceof JsonNumber number ? number.longValue() : null;
        JsonObject preconditions = options.object("preconditions");
        String propagation = options.string("propagationPolicy");
        if (propagation.isEmpty() && options.has("orphanDependents")) {
            propagation = options.bool("orphanDependents") ? "Orphan" : "Background";
        }
        check(propagation);
        return new DeleteRequest(
                grace, propagation, preconditions.string("uid"), preconditions.string("resourceVersion"));
    }

    private static void check(String propagation) {
        switch (propagation) {
            case "", "Background", "Foreground", "Orphan" -> {}
            default ->
                throw ApiException.invalid(
                        "meta.k8s.io",
                        "DeleteOptions",
                        "",
                        java.util.List.of(dev.leme.api.field.FieldError.notSupported(
                                dev.leme.api.field.FieldPath.of("propagationPolicy"),
                                propagation,
                                java.util.List.of("Background", "Foreground", "Orphan", "nil"))));
        }
    }
}
