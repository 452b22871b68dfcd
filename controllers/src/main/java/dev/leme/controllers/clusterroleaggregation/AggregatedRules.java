package dev.leme.controllers.clusterroleaggregation;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.selector.LabelSelector;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What an aggregating role's rules should be. */
final class AggregatedRules {

    private AggregatedRules() {}

    /** Whether the role takes its rules from others. */
    static boolean aggregates(ApiObject role) {
        return role.json().has("aggregationRule");
    }

    /** The rules of all roles that {@code role} selects, selector by selector, each role's by name, each rule once. */
    static JsonArray of(ApiObject role, List<ApiObject> all) {
        List<ApiObject> others = all.stream()
                .filter(other -> !other.name().equals(role.name()))
                .sorted(Comparator.comparing(ApiObject::name))
                .toList();
        Set<JsonValue> rules = new LinkedHashSet<>();
        for (JsonObject selector : role.json()
                .object("aggregationRule")
                .array("clusterRoleSelectors")
                .objects()) {
            LabelSelector labels = LabelSelector.of(selector);
            for (ApiObject other : others) {
                if (labels.matches(other.labels())) {
                    rules.addAll(other.json().array("rules").values());
                }
            }
        }
        return new JsonArray(List.copyOf(rules));
    }
}
