package dev.leme.api.json;

/** Bytes that aren't JSON; the message says where and why, without the source. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With what is wrong and at which place. */
    public JsonException(String message) {
        super(message);
    }
}
