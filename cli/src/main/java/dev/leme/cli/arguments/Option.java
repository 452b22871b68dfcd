package dev.leme.cli.arguments;

/**
 * Something that may stand after a command.
 *
 * @param name with its dashes
 * @param value what stands for its value in help; empty for one without
 * @param negatable whether {@code --no-…} is its opposite
 * @param description for help; empty for one that people need not know of
 */
public record Option(String name, String value, boolean negatable, String description) {

    /** One that is there or isn't. */
    public static Option flag(String name, String description) {
        return new Option(name, "", false, description);
    }

    /** One that is there, denied, or neither. */
    public static Option negatable(String name, String description) {
        return new Option(name, "", true, description);
    }

    /** One with a value. */
    public static Option valued(String name, String value, String description) {
        return new Option(name, value, false, description);
    }

    boolean isFlag() {
        return value.isEmpty();
    }

    boolean isHidden() {
        return description.isEmpty();
    }

    /** The name that denies it. */
    String opposite() {
        return "--no-" + name.substring(2);
    }

    /** As in help. */
    String text() {
        if (negatable) {
            return "--[no-]" + name.substring(2);
        }
        return isFlag() ? name : name + " " + value;
    }
}
