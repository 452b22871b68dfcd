package dev.leme.api.json;

import org.jspecify.annotations.Nullable;

/** A typed, immutable look at a tree, without a copy. Views are equal when their type and trees are. */
public abstract class View {

    private final JsonObject json;

    /** A look at {@code json}. */
    protected View(JsonObject json) {
        this.json = json;
    }

    /** The tree. */
    public final JsonObject json() {
        return json;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof View that && that.getClass() == getClass() && json.equals(that.json);
    }

    @Override
    public final int hashCode() {
        return json.hashCode();
    }

    @Override
    public final String toString() {
        return json.toString();
    }
}
