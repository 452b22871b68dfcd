package dev.leme.api.managed;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.schema.Schema;
import org.jspecify.annotations.Nullable;

/** What someone who applies a configuration says anything about: its leaves, elements of lists, and keys of maps. */
final class AppliedFields {

    private AppliedFields() {}

    static FieldSet of(@Nullable Schema schema, JsonObject configuration) {
        JsonObject.Builder node = JsonObject.builder();
        Steps.parts(schema, configuration).forEach((step, part) -> node.put(step, node(schema, step, part)));
        return new FieldSet(node.build());
    }

    private static JsonObject node(@Nullable Schema parent, String step, JsonValue value) {
        Schema schema = Steps.schemaAt(parent, step);
        if (!Steps.hasParts(schema, value)) {
            return JsonObject.EMPTY;
        }
        JsonObject.Builder node = JsonObject.builder();
        if (isElement(parent, step)) {
            node.put(FieldSet.SELF, JsonObject.EMPTY);
        }
        Steps.parts(schema, value).forEach((inner, part) -> node.put(inner, node(schema, inner, part)));
        return node.build();
    }

    /** Elements of lists and entries of maps are there because someone wants them; fields because their parts are. */
    private static boolean isElement(@Nullable Schema parent, String step) {
        return step.charAt(0) != 'f' || parent == null || !parent.properties().containsKey(step.substring(2));
    }
}
