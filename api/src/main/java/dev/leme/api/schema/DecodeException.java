package dev.leme.api.schema;

/** A value that cannot be what its schema says; the message is the one that Kubernetes' decoder gives. */
public final class DecodeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With what is wrong. */
    public DecodeException(String message) {
        super(message);
    }

    /** The text of the 400 that a client gets: {@code Pod in version "v1" cannot be handled as a Pod: …}. */
    public static String cannotBeHandled(String kind, String version, String reason) {
        return kind + " in version \"" + version + "\" cannot be handled as a " + kind + ": " + reason;
    }
}
