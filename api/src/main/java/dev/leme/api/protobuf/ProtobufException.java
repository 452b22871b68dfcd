package dev.leme.api.protobuf;

/** Bytes that aren't the protobuf form of what they should be. */
public final class ProtobufException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With what is wrong. */
    public ProtobufException(String message) {
        super(message);
    }
}
