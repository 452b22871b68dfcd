package dev.leme.codegen;

import dev.leme.codegen.Field.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the schema file of a group and version, and the file of its descriptions.
 *
 * <p>Both are lines of tab-separated columns. Schemas: first the prefix of the definitions' names; then {@code =Name} with
 * attributes, followed by a line a field: name, protobuf number, type, attributes. A type is one letter (see {@link
 * FieldType}) or {@code @Name} of the same file or {@code @full.definition.Name}, after {@code *} for a list or {@code %}
 * for a map. Descriptions: {@code =Name text} and {@code field text}, with {@code \n} for a line's end.
 */
final class SchemaWriter {

    private final GroupVersion place;
    private final Pointers pointers;
    private final List<Message> messages;

    SchemaWriter(GroupVersion place, List<Message> messages, Pointers pointers) {
        this.pointers = pointers;
        this.place = place;
        this.messages = messages;
    }

    String schemas() {
        StringBuilder out = new StringBuilder(place.definitions()).append('\n');
        for (Message message : messages) {
            row(out, "=" + message.name(), attributes(message));
            for (Field field : message.fields()) {
                row(out, field.name() + "\t" + field.number() + "\t" + type(field), attributes(message, field));
            }
        }
        return out.toString();
    }

    String descriptions() {
        StringBuilder out = new StringBuilder(place.definitions()).append('\n');
        for (Message message : messages) {
            row(out, "=" + message.name(), List.of(escape(message.description())));
            for (Field field : message.fields()) {
                row(out, field.name(), List.of(escape(field.description())));
            }
        }
        return out.toString();
    }

    private static String escape(String text) {
        String shown = text.equals("-") ? "" : text;
        return shown.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t");
    }

    private static void row(StringBuilder out, String start, List<String> attributes) {
        out.append(start);
        attributes.forEach(attribute -> out.append('\t').append(attribute));
        out.append('\n');
    }

    private static List<String> attributes(Message message) {
        List<String> attributes = new ArrayList<>();
        if (message.kind()) {
            attributes.add("kind");
        }
        message.markers().stream()
                .filter(marker -> marker.startsWith("+structType=") || marker.startsWith("+mapType="))
                .forEach(marker -> attributes.add("mapType=" + marker.substring(marker.indexOf('=') + 1)));
        return attributes;
    }

    private List<String> attributes(Message message, Field field) {
        List<String> attributes = new ArrayList<>();
        if (field.required()) {
            attributes.add("required");
        }
        if (pointers.contains(message, field)) {
            attributes.add("pointer");
        }
        add(attributes, "listType", field.marker("listType"));
        add(attributes, "listMapKeys", String.join(",", field.markers("listMapKey")));
        add(attributes, "mapType", field.marker("mapType") + field.marker("structType"));
        add(attributes, "patchStrategy", field.marker("patchStrategy"));
        add(attributes, "patchMergeKey", field.marker("patchMergeKey"));
        add(attributes, "default", field.marker("default"));
        return attributes;
    }

    private static void add(List<String> attributes, String name, String value) {
        if (!value.isEmpty()) {
            attributes.add(name + "=" + value);
        }
    }

    private String type(Field field) {
        String shape = field.shape() == Shape.ONE ? "" : field.shape() == Shape.LIST ? "*" : "%";
        return shape + field.type().code + (field.type() == FieldType.MESSAGE ? reference(field.message()) : "");
    }

    private String reference(String proto) {
        GroupVersion other = GroupVersion.ofProto(proto);
        String name = proto.substring(proto.lastIndexOf('.') + 1);
        return other.equals(place) ? name : other.definitions() + "." + name;
    }
}
