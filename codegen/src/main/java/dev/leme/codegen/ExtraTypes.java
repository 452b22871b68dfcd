package dev.leme.codegen;

import dev.leme.codegen.Field.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The types that no descriptor describes, from {@code extra-types.txt}. */
final class ExtraTypes {

    private static final Map<String, FieldType> TYPES = Map.of(
            "string", FieldType.STRING,
            "int", FieldType.INT,
            "long", FieldType.LONG,
            "boolean", FieldType.BOOLEAN,
            "bytes", FieldType.BYTES,
            "time", FieldType.TIME,
            "object", FieldType.RAW_OBJECT,
            "json", FieldType.JSON);

    private ExtraTypes() {}

    static List<Message> read() {
        List<Message> messages = new ArrayList<>();
        Open open = null;
        for (String line : Published.resource("extra-types.txt").split("\n")) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith(" ") && open != null) {
                open.fields.add(field(line.strip()));
            } else {
                open = Open.of(line);
                messages.add(open.message());
            }
        }
        return messages;
    }

    private record Open(Message message, List<Field> fields) {
        static Open of(String line) {
            String[] parts = line.split(" ", 3);
            List<Field> fields = new ArrayList<>();
            return new Open(new Message(parts[1], parts[2], List.of(), parts[0].equals("kind"), fields), fields);
        }
    }

    private static Field field(String line) {
        String[] parts = line.split(" ", 5);
        String[] markers = parts[3].equals("-") ? new String[0] : parts[3].split(",");
        boolean required = List.of(markers).contains("required");
        String type = parts[2];
        Shape shape = type.endsWith("[]") ? Shape.LIST : Shape.ONE;
        String one = type.replace("[]", "");
        return new Field(
                parts[1],
                parts[0],
                TYPES.getOrDefault(one, FieldType.MESSAGE),
                TYPES.containsKey(one) ? "" : one,
                shape,
                parts[4],
                List.of(markers).stream().map(marker -> "+" + marker).toList(),
                required);
    }
}
