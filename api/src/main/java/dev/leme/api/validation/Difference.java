package dev.leme.api.validation;

import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two trees, a line for each place: {@code -} as it was, {@code +} as it is asked to be. Stands behind a
 * refusal, where upstream prints its own structures' differences.
 */
final class Difference {

    private final StringJoiner lines = new StringJoiner("\n");

    private Difference() {}

    static String between(FieldPath path, JsonValue old, JsonValue fresh) {
        Difference difference = new Difference();
        difference.compare(path, old, fresh);
        return difference.lines.toString();
    }

    private void compare(FieldPath path, @Nullable JsonValue old, @Nullable JsonValue fresh) {
        if (Objects.equals(old, fresh)) {
            return;
        }
        if (old instanceof JsonObject before && fresh instanceof JsonObject after) {
            Set<String> names = new LinkedHashSet<>(before.names());
            names.addAll(after.names());
            names.forEach(name -> compare(path.child(name), before.get(name), after.get(name)));
        } else if (old instanceof JsonArray before && fresh instanceof JsonArray after) {
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                compare(path.index(i), at(before, i), at(after, i));
            }
        } else {
            line("- ", path, old);
            line("+ ", path, fresh);
        }
    }

    private static @Nullable JsonValue at(JsonArray array, int index) {
        return index < array.size() ? array.get(index) : null;
    }

    private void line(String sign, FieldPath path, @Nullable JsonValue value) {
        if (value != null) {
            lines.add(sign + path + ": " + value);
        }
    }
}
