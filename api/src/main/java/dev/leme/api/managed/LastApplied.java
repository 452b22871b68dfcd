package dev.leme.api.managed;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.api.schema.Schema;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The configuration that kubectl notes in an annotation when it applies at the client, without the server's help. */
final class LastApplied {
    private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String KUBECTL = "kubectl";

    private LastApplied() {}

    /** Whether that writer is kubectl itself, which has a past at the client. */
    static boolean isFor(Manager manager) {
        return manager.name().equals(KUBECTL);
    }

    private static String text(JsonObject object) {
        return object.object("metadata").object("annotations").string(ANNOTATION);
    }

    /** What kubectl set when it last applied at the client, and nobody has changed since. */
    static FieldSet fields(@Nullable Schema schema, JsonObject live) {
        String text = text(live);
        if (text.isEmpty()) {
            return FieldSet.EMPTY;
        }
        try {
            JsonObject configured = Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
            Comparison since = Comparison.of(schema, live, configured);
            return AppliedFields.of(schema, configured).difference(since.changed());
        } catch (JsonException notOurs) {
            return FieldSet.EMPTY;
        }
    }

    /** The object with its note, where it has one, brought up to date: so kubectl can go back to applying at the client. */
    static JsonObject renewed(JsonObject object, JsonObject configuration) {
        if (text(object).isEmpty()) {
            return object;
        }
        String text = Json.write(configuration) + "\n";
        return object.update("metadata", metadata -> metadata.update("annotations", all -> all.with(ANNOTATION, text)));
    }
}
