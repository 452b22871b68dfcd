package dev.leme.codegen;

/**
 * How Java code deals with one value of a type.
 *
 * @param java the type of a variable
 * @param boxed the type inside a list or map
 * @param read a function from a JsonValue
 * @param write a function to a JsonValue
 */
record Values(String java, String boxed, String read, String write) {

    static Values of(FieldType type, String view) {
        return switch (type) {
            case STRING -> new Values("String", "String", "Fields::asString", "JsonString::new");
            case INT -> new Values("int", "Integer", "Fields::asInt", "JsonNumber::of");
            case LONG -> new Values("long", "Long", "Fields::asLong", "JsonNumber::of");
            case DOUBLE -> new Values("double", "Double", "Fields::asDouble", "Fields::ofDouble");
            case BOOLEAN -> new Values("boolean", "Boolean", "Fields::asBoolean", "JsonValue::of");
            case BYTES -> new Values("byte[]", "byte[]", "Fields::asBytes", "Fields::ofBytes");
            case TIME -> new Values("Instant", "Instant", "Fields::asInstant", "Fields::ofTime");
            case MICRO_TIME -> new Values("Instant", "Instant", "Fields::asInstant", "Fields::ofMicroTime");
            case QUANTITY -> new Values("Quantity", "Quantity", "Fields::asQuantity", "Fields::ofQuantity");
            case INT_OR_STRING ->
                new Values("IntOrString", "IntOrString", "Fields::asIntOrString", "IntOrString::json");
            case RAW_OBJECT, FIELDS -> new Values("JsonObject", "JsonObject", "Fields::asObject", "Fields::same");
            case JSON, SCHEMA_OR_BOOL, SCHEMA_OR_ARRAY, SCHEMA_OR_STRINGS ->
                new Values("JsonValue", "JsonValue", "Fields::same", "Fields::same");
            case STRINGS ->
                new Values(
                        "java.util.List<String>", "java.util.List<String>", "Fields::asStrings", "Fields::ofStrings");
            case MESSAGE -> new Values(view, view, "value -> " + view + ".of(Fields.asObject(value))", "View::json");
        };
    }
}
