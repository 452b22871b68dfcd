package dev.leme.apiserver.storage;

/** Which part of an object a write is about; the rest stays as it was. */
public enum Part {
    /** All but the status, where the kind has one. */
    MAIN(""),
    /** The status. */
    STATUS("status"),
    /** A namespace's finalizers in its spec. */
    FINALIZE("finalize"),
    /** The number of replicas. */
    SCALE("scale"),
    /** A pod's node. */
    BINDING("binding"),
    /** A pod's containers for debugging. */
    EPHEMERAL_CONTAINERS("ephemeralcontainers"),
    /** A pod's resources. */
    RESIZE("resize");

    private final String subresource;

    Part(String subresource) {
        this.subresource = subresource;
    }

    /** The subresource by which it is written; empty for the object itself. */
    public String subresource() {
        return subresource;
    }
}
