package dev.leme.api.defaults;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Turns {@code matchLabelKeys} and {@code mismatchLabelKeys} of a new pod into requirements of the selectors beside them, by
 * the values of the pod's own labels, as upstream does when a pod is created.
 */
final class LabelKeys {

    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    private final Map<String, String> labels;

    private LabelKeys(Map<String, String> labels) {
        this.labels = labels;
    }

    /** The pod's spec with complete selectors. */
    static JsonObject merged(ApiObject pod) {
        LabelKeys keys = new LabelKeys(pod.labels());
        JsonObject spec = keys.eachOf(pod.spec(), "topologySpreadConstraints");
        JsonObject affinity = spec.object("affinity");
        for (String kind : List.of("podAffinity", "podAntiAffinity")) {
            JsonObject terms = affinity.object(kind);
            JsonObject merged = keys.preferred(keys.eachOf(terms, REQUIRED));
            affinity = merged.equals(terms) ? affinity : affinity.with(kind, merged);
        }
        return affinity.equals(spec.object("affinity")) ? spec : spec.with("affinity", affinity);
    }

    private JsonObject eachOf(JsonObject owner, String list) {
        List<JsonValue> merged = new ArrayList<>();
        owner.array(list).objects().forEach(term -> merged.add(merge(term)));
        return replaced(owner, list, merged);
    }

    private JsonObject preferred(JsonObject owner) {
        List<JsonValue> merged = new ArrayList<>();
        owner.array(PREFERRED)
                .objects()
                .forEach(weighted ->
                        merged.add(weighted.with("podAffinityTerm", merge(weighted.object("podAffinityTerm")))));
        return replaced(owner, PREFERRED, merged);
    }

    private static JsonObject replaced(JsonObject owner, String list, List<JsonValue> merged) {
        JsonArray array = new JsonArray(merged);
        return merged.isEmpty() || array.equals(owner.array(list)) ? owner : owner.with(list, array);
    }

    private JsonObject merge(JsonObject term) {
        JsonObject selector = term.object("labelSelector");
        List<JsonValue> expressions =
                new ArrayList<>(selector.array("matchExpressions").objects());
        int before = expressions.size();
        add(expressions, term.array("matchLabelKeys"), "In");
        add(expressions, term.array("mismatchLabelKeys"), "NotIn");
        return expressions.size() == before || !term.has("labelSelector")
                ? term
                : term.with("labelSelector", selector.with("matchExpressions", new JsonArray(expressions)));
    }

    private void add(List<JsonValue> expressions, JsonArray keys, String operator) {
        for (String key : keys.strings()) {
            String value = labels.get(key);
            if (value != null) {
                expressions.add(JsonObject.EMPTY
                        .with("key", key)
                        .with("operator", operator)
                        .with("values", JsonArray.ofStrings(List.of(value))));
            }
        }
    }
}
