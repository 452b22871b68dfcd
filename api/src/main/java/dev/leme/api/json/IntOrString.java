package dev.leme.api.json;

/** A whole number of 32 bits, or a text that is most often a percentage such as {@code 25%}. */
public sealed interface IntOrString {

    /** A number. */
    record Int(int value) implements IntOrString {
        @Override
        public JsonValue json() {
            return JsonNumber.of(value);
        }

        @Override
        public String toString() {
            return Integer.toString(value);
        }
    }

    /** A text. */
    record Text(String value) implements IntOrString {
        @Override
        public JsonValue json() {
            return new JsonString(value);
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /** As the wire shows it. */
    JsonValue json();

    /** A number. */
    static IntOrString of(int value) {
        return new Int(value);
    }

    /** A text. */
    static IntOrString of(String value) {
        return new Text(value);
    }

    /** What {@code json} shows; 0 for anything but a number or a string. */
    static IntOrString of(JsonValue json) {
        return switch (json) {
            case JsonNumber number -> new Int((int) number.longValue());
            case JsonString(String text) -> new Text(text);
            default -> new Int(0);
        };
    }

    /** The number; of a text, the number that it spells, else 0. */
    default int intValue() {
        return switch (this) {
            case Int(int value) -> value;
            case Text(String text) -> text.matches("[+-]?\\d{1,9}") ? Integer.parseInt(text) : 0;
        };
    }

    /** Whether this is a text. */
    default boolean isText() {
        return this instanceof Text;
    }

    /** Whether this is a text of digits and a percent sign. */
    default boolean isPercentage() {
        return this instanceof Text(String text) && text.matches("\\d{1,9}%");
    }

    /**
     * The number itself, or the percentage of {@code total}, rounded up or down. A text that is no percentage throws
     * {@link IllegalArgumentException}.
     */
    default int scaled(int total, boolean roundUp) {
        return switch (this) {
            case Int(int value) -> value;
            case Text(String text) -> {
                if (!isPercentage()) {
                    throw new IllegalArgumentException(
                            "invalid value for IntOrString: invalid type: string is not a percentage");
                }
                long hundredfold = Long.parseLong(text.substring(0, text.length() - 1)) * total;
                yield (int) (roundUp ? Math.ceilDiv(hundredfold, 100L) : Math.floorDiv(hundredfold, 100L));
            }
        };
    }
}
