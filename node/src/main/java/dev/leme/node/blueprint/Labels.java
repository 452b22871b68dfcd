package dev.leme.node.blueprint;

/** The labels and annotations by which the runtime's sandboxes and containers are recognised after a restart. */
public final class Labels {
    public static final String POD_NAME = "io.kubernetes.pod.name";
    public static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
    public static final String POD_UID = "io.kubernetes.pod.uid";
    public static final String CONTAINER_NAME = "io.kubernetes.container.name";

    static final String CONFIG_SEEN = "kubernetes.io/config.seen";
    static final String CONFIG_SOURCE = "kubernetes.io/config.source";

    public static final String HASH = "io.kubernetes.container.hash";
    public static final String RESTART_COUNT = "io.kubernetes.container.restartCount";
    public static final String TERMINATION_MESSAGE_PATH = "io.kubernetes.container.terminationMessagePath";
    public static final String TERMINATION_MESSAGE_POLICY = "io.kubernetes.container.terminationMessagePolicy";
    public static final String TERMINATION_GRACE = "io.kubernetes.pod.terminationGracePeriod";
    /** Where the termination message lies on the node. */
    public static final String TERMINATION_MESSAGE_FILE = "leme.dev/termination-message-file";

    private Labels() {}
}
