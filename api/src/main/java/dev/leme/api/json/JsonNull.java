package dev.leme.api.json;

/** JSON's null, which patches give a meaning. */
public enum JsonNull implements JsonValue {
    NULL;

    @Override
    public String toString() {
        return "null";
    }
}
