package dev.leme.api.defaults;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.util.ArrayList;
import java.util.List;

/** A pod as it was, but for the part that one of its subresources writes: what else a client sends there is not looked at. */
public final class PodParts {

    private PodParts() {}

    /** {@code old} with the containers for debugging of {@code fresh}. */
    public static ApiObject ephemeralContainers(ApiObject fresh, ApiObject old) {
        JsonObject spec = PrepareRule.copy(old.spec(), fresh.spec(), "ephemeralContainers");
        return old.with("spec", spec).withMetadata(metadata -> named(metadata, fresh.metadata()));
    }

    /** {@code old} with its containers' resources and resize policies as {@code fresh} has them; their order is for validation to see. */
    public static ApiObject resources(ApiObject fresh, ApiObject old) {
        JsonObject spec = old.spec();
        for (String list : List.of("containers", "initContainers")) {
            if (fresh.spec().has(list) || spec.has(list)) {
                spec = spec.with(
                        list, containers(fresh.spec().array(list), old.spec().array(list)));
            }
        }
        return old.with("spec", spec).withMetadata(metadata -> named(metadata, fresh.metadata()));
    }

    private static JsonObject named(JsonObject metadata, JsonObject fresh) {
        return PrepareRule.copy(metadata, fresh, "resourceVersion");
    }

    private static JsonArray containers(JsonArray fresh, JsonArray old) {
        List<JsonObject> before = old.objects();
        List<JsonValue> result = new ArrayList<>();
        int index = 0;
        for (JsonObject container : fresh.objects()) {
            boolean known =
                    index < before.size() && before.get(index).string("name").equals(container.string("name"));
            result.add(known ? resized(container, before.get(index)) : container);
            index++;
        }
        return new JsonArray(result);
    }

    private static JsonObject resized(JsonObject asked, JsonObject known) {
        return PrepareRule.copy(PrepareRule.copy(known, asked, "resources"), asked, "resizePolicy");
    }
}
