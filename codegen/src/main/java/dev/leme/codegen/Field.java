package dev.leme.codegen;

import java.util.List;

/**
 * One field of a message, as JSON shows it.
 *
 * @param name the name in JSON
 * @param number the protobuf number; {@code 1.3} is field 3 of the embedded message at field 1, which JSON inlines
 * @param type what one value is
 * @param message the full protobuf name where {@code type} is a message, else empty
 * @param shape one value, a list or a map by string
 * @param description the published text without markers
 * @param markers the published markers such as {@code +listType=map}
 * @param required whether a valid object must have it
 */
record Field(
        String name,
        String number,
        FieldType type,
        String message,
        Shape shape,
        String description,
        List<String> markers,
        boolean required) {

    /** How many values there are. */
    enum Shape {
        ONE,
        LIST,
        MAP
    }

    /** The value of the marker {@code name}, or an empty string. */
    String marker(String name) {
        return markers(name).stream().findFirst().orElse("");
    }

    /** The values of all markers called {@code name}. */
    List<String> markers(String name) {
        String start = "+" + name + "=";
        return markers.stream()
                .filter(marker -> marker.startsWith(start))
                .map(marker -> marker.substring(start.length()).strip())
                .toList();
    }

    Field withNumber(String number) {
        return new Field(name, number, type, message, shape, description, markers, required);
    }
}
