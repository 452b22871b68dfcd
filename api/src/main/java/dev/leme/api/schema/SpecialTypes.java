package dev.leme.api.schema;

import java.util.LinkedHashMap;
import java.util.Map;

/** The types that JSON shows as something else than an object of their fields, and the letters of the schema files. */
final class SpecialTypes {

    static final Schema STRING = Schema.of(Schema.Type.STRING, "");

    static final String TIME = "io.k8s.apimachinery.pkg.apis.meta.v1.Time";
    static final String MICRO_TIME = "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime";
    static final String FIELDS = "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1";
    static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
    static final String RAW = "io.k8s.apimachinery.pkg.runtime.RawExtension";
    private static final String EXTENSIONS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";
    static final String JSON = EXTENSIONS + "JSON";
    static final String SCHEMA_OR_BOOL = EXTENSIONS + "JSONSchemaPropsOrBool";
    static final String SCHEMA_OR_ARRAY = EXTENSIONS + "JSONSchemaPropsOrArray";
    static final String SCHEMA_OR_STRINGS = EXTENSIONS + "JSONSchemaPropsOrStringArray";

    private SpecialTypes() {}

    /** A builder of the type that a letter of the schema files means. */
    static Schema.Builder builder(char letter, Schema.Definitions definitions) {
        return switch (letter) {
            case 's' -> Schema.builder(Schema.Type.STRING);
            case 'i' -> Schema.builder(Schema.Type.INTEGER).format("int32");
            case 'l' -> Schema.builder(Schema.Type.INTEGER).format("int64");
            case 'd' -> Schema.builder(Schema.Type.NUMBER).format("double");
            case 'b' -> Schema.builder(Schema.Type.BOOLEAN);
            case 'y' -> Schema.builder(Schema.Type.STRING).format(Schema.BYTES);
            case 'S' -> Schema.builder(Schema.Type.ARRAY).format("strings").items(STRING);
            default -> Schema.builder(Schema.Type.ANY).ref(name(letter), definitions);
        };
    }

    private static String name(char letter) {
        return switch (letter) {
            case 'T' -> TIME;
            case 'M' -> MICRO_TIME;
            case 'Q' -> QUANTITY;
            case 'I' -> INT_OR_STRING;
            case 'O' -> RAW;
            case 'F' -> FIELDS;
            case 'J' -> JSON;
            case 'K' -> SCHEMA_OR_BOOL;
            case 'L' -> SCHEMA_OR_ARRAY;
            case 'N' -> SCHEMA_OR_STRINGS;
            default -> throw new IllegalStateException("unknown type letter " + letter);
        };
    }

    static Map<String, Schema> definitions() {
        Map<String, Schema> special = new LinkedHashMap<>();
        special.put(TIME, named(TIME, Schema.Type.STRING, Schema.DATE_TIME));
        special.put(MICRO_TIME, named(MICRO_TIME, Schema.Type.STRING, Schema.MICRO_TIME));
        special.put(QUANTITY, named(QUANTITY, Schema.Type.STRING, Schema.QUANTITY));
        special.put(INT_OR_STRING, named(INT_OR_STRING, Schema.Type.STRING, Schema.INT_OR_STRING));
        special.put(RAW, opaque(RAW, Schema.Type.OBJECT));
        special.put(FIELDS, opaque(FIELDS, Schema.Type.OBJECT));
        special.put(JSON, opaque(JSON, Schema.Type.ANY));
        special.put(SCHEMA_OR_BOOL, opaque(SCHEMA_OR_BOOL, Schema.Type.ANY));
        special.put(SCHEMA_OR_ARRAY, opaque(SCHEMA_OR_ARRAY, Schema.Type.ANY));
        special.put(SCHEMA_OR_STRINGS, opaque(SCHEMA_OR_STRINGS, Schema.Type.ANY));
        return Map.copyOf(special);
    }

    private static Schema named(String name, Schema.Type type, String format) {
        return Schema.builder(type).name(name).format(format).build();
    }

    private static Schema opaque(String name, Schema.Type type) {
        return Schema.builder(type).name(name).preserveUnknown(true).build();
    }
}
