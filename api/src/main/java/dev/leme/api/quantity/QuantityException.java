package dev.leme.api.quantity;

/** A text that isn't an amount; the message is the one that Kubernetes gives. */
public final class QuantityException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With what is wrong. */
    public QuantityException(String message) {
        super(message);
    }
}
