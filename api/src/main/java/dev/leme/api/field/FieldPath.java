package dev.leme.api.field;

import org.jspecify.annotations.Nullable;

/** The place of a field, written as {@code spec.containers[0].env[1].name} or {@code metadata.labels[app]}. */
public final class FieldPath {

    private final @Nullable FieldPath parent;
    private final String step;

    private FieldPath(@Nullable FieldPath parent, String step) {
        this.parent = parent;
        this.step = step;
    }

    /** The path that begins with {@code name}, and goes on with {@code more}. */
    public static FieldPath of(String name, String... more) {
        FieldPath path = new FieldPath(null, name);
        for (String next : more) {
            path = path.child(next);
        }
        return path;
    }

    /** The member {@code name} of what lies here. */
    public FieldPath child(String name) {
        return new FieldPath(this, "." + name);
    }

    /** The element {@code index} of the list that lies here. */
    public FieldPath index(int index) {
        return new FieldPath(this, "[" + index + "]");
    }

    /** The entry {@code key} of the map that lies here. */
    public FieldPath key(String key) {
        return new FieldPath(this, "[" + key + "]");
    }

    @Override
    public String toString() {
        return parent == null ? step : parent + step;
    }
}
