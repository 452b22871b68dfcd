package dev.leme.api.json;

/** What the builders of all views share: members collected in order of first setting. */
public abstract class ViewBuilder {

    private final JsonObject.Builder members;

    /** Starts with {@code members}. */
    protected ViewBuilder(JsonObject.Builder members) {
        this.members = members;
    }

    /** Sets a member. */
    protected final void put(String name, JsonValue value) {
        members.put(name, value);
    }

    /** Forgets a member. */
    protected final void forget(String name) {
        members.remove(name);
    }

    /** The object member set so far, or the empty object. */
    protected final JsonObject object(String name) {
        return members.get(name) instanceof JsonObject object ? object : JsonObject.EMPTY;
    }

    /** Appends to an array member. */
    protected final void append(String name, JsonValue value) {
        JsonArray before = members.get(name) instanceof JsonArray array ? array : JsonArray.EMPTY;
        put(name, before.plus(value));
    }

    /** Sets a member of an object member. */
    protected final void entry(String name, String key, JsonValue value) {
        put(name, object(name).with(key, value));
    }

    /** The tree of what was set. */
    protected final JsonObject buildJson() {
        return members.build();
    }
}
