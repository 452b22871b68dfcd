package dev.leme.api.schema;

/** The names that Go's decoder has for types, as they show in its messages. */
final class GoTypes {

    private GoTypes() {}

    static String name(Schema schema) {
        Schema target = schema.target();
        if (target.type() == Schema.Type.STRING && target.format().equals(Schema.BYTES)) {
            return "[]uint8";
        }
        if (!target.name().isEmpty() && target.type() == Schema.Type.OBJECT) {
            return struct(target.name());
        }
        return switch (target.type()) {
            case STRING, ANY -> "string";
            case INTEGER -> target.format().isEmpty() ? "int64" : target.format();
            case NUMBER -> "float64";
            case BOOLEAN -> "bool";
            case ARRAY -> "[]" + (target.items() == null ? "interface {}" : name(target.items()));
            case OBJECT -> map(target);
        };
    }

    private static String map(Schema schema) {
        Schema values = schema.additionalProperties();
        if (values == null) {
            return "map[string]interface {}";
        }
        return values.format().equals(Schema.QUANTITY) ? "v1.ResourceList" : "map[string]" + name(values);
    }

    private static String struct(String definition) {
        String[] labels = definition.split("\\.");
        return labels[labels.length - 2] + "." + labels[labels.length - 1];
    }
}
