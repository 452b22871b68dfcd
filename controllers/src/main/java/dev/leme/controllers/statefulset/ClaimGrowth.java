package dev.leme.controllers.statefulset;

import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.quantity.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Claims follow their template's size when it is raised; they never shrink. */
final class ClaimGrowth {

    private static final List<String> SIZE = List.of("spec", "resources", "requests", "storage");

    private ClaimGrowth() {}

    /** The claim with the size of {@code template}, or null when it is as large already or on its way out. */
    static @Nullable PersistentVolumeClaim grown(PersistentVolumeClaim claim, PersistentVolumeClaim template) {
        JsonValue wanted = template.json().at(SIZE.toArray(String[]::new));
        if (wanted == null
                || wanted.equals(claim.json().at(SIZE.toArray(String[]::new)))
                || claim.metadata().hasDeletionTimestamp()
                || size(claim.json()).compareTo(size(template.json())) >= 0) {
            return null;
        }
        return PersistentVolumeClaim.of(claim.json().withAt(SIZE, wanted));
    }

    /** The size that a claim asks for, as it is written. */
    static String size(PersistentVolumeClaim claim) {
        return claim.json().at(SIZE.toArray(String[]::new)) instanceof JsonString(String text) ? text : "";
    }

    private static Quantity size(JsonObject claim) {
        return claim.at(SIZE.toArray(String[]::new)) instanceof JsonString(String text)
                ? Quantity.parseOrZero(text)
                : Quantity.ZERO;
    }
}
