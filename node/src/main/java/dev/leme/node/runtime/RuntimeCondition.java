package dev.leme.node.runtime;

/** One condition of the runtime, with the reason and the message for the node's status. */
public record RuntimeCondition(String type, boolean holds, String reason, String message) {
    public static final String RUNTIME_READY = "RuntimeReady";
    public static final String NETWORK_READY = "NetworkReady";
}
