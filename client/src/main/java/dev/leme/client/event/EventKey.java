package dev.leme.client.event;

import dev.leme.api.json.JsonObject;

/** What makes two events the same: only their times differ. */
record EventKey(JsonObject involved, EventType type, String reason, String message) {

    /** The key of events that differ in nothing but their message. */
    EventKey withoutMessage() {
        return new EventKey(object(), type, reason, "");
    }

    /** The key that later events share; an object's version is no part of it. */
    EventKey identity() {
        return new EventKey(object(), type, reason, message);
    }

    /** The object without its version. */
    JsonObject object() {
        return involved.without("resourceVersion");
    }

    String namespace() {
        String namespace = involved.string("namespace");
        return namespace.isEmpty() ? "default" : namespace;
    }
}
