package dev.leme.node.environment;

/** What a container refers to is missing or unusable: it waits with {@code CreateContainerConfigError} and this message. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }

    /** The message, never null. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
