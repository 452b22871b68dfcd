package dev.leme.node.manifest;

/** What a probe decides. */
public enum ProbeKind {
    STARTUP("startupProbe", "Startup"),
    READINESS("readinessProbe", "Readiness"),
    LIVENESS("livenessProbe", "Liveness");

    private final String field;
    private final String title;

    ProbeKind(String field, String title) {
        this.field = field;
        this.title = title;
    }

    /** The field of a container's spec. */
    public String field() {
        return field;
    }

    /** How an event's message begins. */
    public String title() {
        return title;
    }
}
