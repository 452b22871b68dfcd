package dev.leme.codegen;

/** What one value is; {@code code} stands for it in the schema files. */
enum FieldType {
    STRING("s"),
    INT("i"),
    LONG("l"),
    DOUBLE("d"),
    BOOLEAN("b"),
    BYTES("y"),
    TIME("T"),
    MICRO_TIME("M"),
    QUANTITY("Q"),
    INT_OR_STRING("I"),
    RAW_OBJECT("O"),
    FIELDS("F"),
    JSON("J"),
    SCHEMA_OR_BOOL("K"),
    SCHEMA_OR_ARRAY("L"),
    SCHEMA_OR_STRINGS("N"),
    STRINGS("S"),
    MESSAGE("@");

    final String code;

    FieldType(String code) {
        this.code = code;
    }
}
