package dev.leme.api.json;

/** A JSON boolean. */
public enum JsonBoolean implements JsonValue {
    TRUE,
    FALSE;

    /** The Java value. */
    public boolean value() {
        return this == TRUE;
    }

    @Override
    public String toString() {
        return value() ? "true" : "false";
    }
}
