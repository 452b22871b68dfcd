package dev.leme.api.validation;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.quantity.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may change of a StatefulSet's claim templates: the size that they ask for may be raised, nothing else. */
final class ClaimTemplates {

    private static final String SIZE = "storage";

    private ClaimTemplates() {}

    /** Whether the templates of {@code fresh} are those of {@code old}, some with a larger size. */
    static boolean onlyGrow(JsonObject fresh, JsonObject old) {
        List<JsonObject> before = old.array("volumeClaimTemplates").objects();
        List<JsonObject> after = fresh.array("volumeClaimTemplates").objects();
        boolean same = before.size() == after.size();
        for (int i = 0; same && i < before.size(); i++) {
            same = grows(after.get(i), before.get(i));
        }
        return same;
    }

    private static boolean grows(JsonObject template, JsonObject old) {
        JsonValue before = size(old);
        JsonValue after = size(template);
        Quantity from = ResourceAmounts.quantity(before);
        Quantity to = ResourceAmounts.quantity(after);
        if (before == null || from == null || to == null || to.compareTo(from) < 0) {
            return template.equals(old);
        }
        return template.withAt(List.of("spec", "resources", "requests", SIZE), before)
                .equals(old);
    }

    private static @Nullable JsonValue size(JsonObject template) {
        return template.object("spec").object("resources").object("requests").get(SIZE);
    }
}
