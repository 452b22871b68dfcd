package dev.leme.client.event;

/** How an event is meant. */
public enum EventType {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String text;

    EventType(String text) {
        this.text = text;
    }

    /** The spelling on the wire. */
    public String text() {
        return text;
    }
}
