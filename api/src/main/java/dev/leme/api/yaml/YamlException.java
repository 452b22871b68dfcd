package dev.leme.api.yaml;

/** Text that isn't YAML, or YAML that isn't JSON's model; the message says where and why. */
public final class YamlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With what is wrong. */
    public YamlException(String message) {
        super(message);
    }
}
