package dev.leme.codegen;

import dev.leme.codegen.Field.Shape;
import java.util.Map;

/** Writes the view of one message: accessors over a JsonObject, and a builder. */
final class ViewWriter {

    private final Message message;
    private final Map<String, Message> all;
    private final StringBuilder out = new StringBuilder(8192);

    ViewWriter(Message message, Map<String, Message> all) {
        this.message = message;
        this.all = all;
    }

    String write() {
        header();
        constants();
        construction();
        message.fields().forEach(this::accessors);
        builder();
        line("}");
        return out.toString();
    }

    private void header() {
        GroupVersion place = message.groupVersion();
        line("package %s;", place.javaPackage());
        line("");
        line("import dev.leme.api.json.*;");
        line("import dev.leme.api.object.*;");
        line("import dev.leme.api.quantity.Quantity;");
        line("import java.time.Instant;");
        line("import java.util.Map;");
        line("import java.util.function.UnaryOperator;");
        line("import org.jspecify.annotations.Nullable;");
        line("");
        javadoc("", message.description(), message.name() + ".");
        line(
                "public final class %s extends View%s {",
                message.name(), message.isObject() ? " implements KindView" : "");
    }

    private void constants() {
        if (!message.kind()) {
            return;
        }
        GroupVersion place = message.groupVersion();
        boolean meta = place.label().equals("meta") && message.name().matches("Table|Partial.*");
        String group = meta ? "meta.k8s.io" : place.group();
        constant("The API group.", "GROUP", group);
        constant("The version in the group.", "VERSION", place.version());
        constant("The kind's name.", "KIND", message.name());
        constant(
                "Group and version.", "API_VERSION", group.isEmpty() ? place.version() : group + "/" + place.version());
    }

    private void constant(String what, String name, String value) {
        line("    /** %s */", what);
        line("    public static final String %s = \"%s\";", name, value);
    }

    private void construction() {
        String name = message.name();
        line("    private static final %s EMPTY = new %s(JsonObject.EMPTY);", name, name);
        line("    private %s(JsonObject json) { super(json); }", name);
        line("    /** The view of a tree. */");
        line("    public static %s of(JsonObject json) { return json.isEmpty() ? EMPTY : new %s(json); }", name, name);
        line("    static %s from(JsonValue json) { return of(Fields.asObject(json)); }", name);
        if (message.isObject()) {
            line("    /** The view of an object. */");
            line("    public static %s of(ApiObject object) { return of(object.json()); }", name);
            line("    /** The object seen. */");
            line("    public ApiObject object() { return ApiObject.of(json()); }");
        }
        String start = message.kind()
                ? "JsonObject.builder().put(\"apiVersion\", API_VERSION).put(\"kind\", KIND)"
                : "JsonObject.builder()";
        line("    /** A new builder. */");
        line("    public static Builder builder() { return new Builder(%s); }", start);
        line("    /** A builder that starts with these values. */");
        line("    public Builder toBuilder() { return new Builder(json().toBuilder()); }");
    }

    private void accessors(Field field) {
        String accessor = Names.accessor(field.name());
        String name = field.name();
        Values values = values(field);
        javadoc("    ", field.description(), "The field " + name + ".");
        String nullable = field.shape() == Shape.ONE && values.java().equals("Instant") ? "@Nullable " : "";
        if (message.isObject() && name.equals("metadata")) {
            line("    @Override");
        }
        line("    public %s%s %s() { return %s; }", nullable, javaType(field, values), accessor, read(field, values));
        if (field.type() == FieldType.BYTES && field.shape() == Shape.ONE) {
            line("    /** The same in base64, as it is on the wire. */");
            line("    public String %sBase64() { return json().string(\"%s\"); }", accessor, name);
        }
        line("    /** Whether {@link #%s} is given. */", accessor);
        line("    public boolean has%s() { return json().has(\"%s\"); }", Names.capital(accessor), name);
    }

    private static String javaType(Field field, Values values) {
        return switch (field.shape()) {
            case ONE -> values.java();
            case LIST -> "java.util.List<" + values.boxed() + ">";
            case MAP -> "Map<String, " + values.boxed() + ">";
        };
    }

    private static String read(Field field, Values values) {
        String name = '"' + field.name() + '"';
        if (field.shape() == Shape.LIST) {
            return field.type() == FieldType.STRING
                    ? "Fields.strings(json(), " + name + ")"
                    : "Fields.list(json(), " + name + ", " + values.read() + ")";
        }
        if (field.shape() == Shape.MAP) {
            return field.type() == FieldType.STRING
                    ? "Fields.stringMap(json(), " + name + ")"
                    : "Fields.map(json(), " + name + ", " + values.read() + ")";
        }
        return switch (field.type()) {
            case STRING -> "json().string(" + name + ")";
            case INT -> "(int) json().number(" + name + ", 0)";
            case LONG -> "json().number(" + name + ", 0)";
            case BOOLEAN -> "json().bool(" + name + ")";
            case RAW_OBJECT, FIELDS -> "json().object(" + name + ")";
            case MESSAGE -> values.java() + ".of(json().object(" + name + "))";
            case DOUBLE -> "Fields.decimal(json(), " + name + ")";
            default ->
                "Fields."
                        + values.read()
                                .replace("Fields::as", "")
                                .replace("Fields::same", "Value")
                                .transform(ViewWriter::lower)
                        + "(json(), " + name + ")";
        };
    }

    private static String lower(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private void builder() {
        line("    /** Builds a {@link %s}. */", message.name());
        line("    public static final class Builder extends ViewBuilder {");
        line("        private Builder(JsonObject.Builder members) { super(members); }");
        line("        /** The view of what was set. */");
        line("        public %s build() { return of(buildJson()); }", message.name());
        message.fields().forEach(this::setters);
        line("    }");
    }

    private void setters(Field field) {
        String accessor = Names.accessor(field.name());
        String name = field.name();
        Values values = values(field);
        String capital = Names.capital(accessor);
        line("        /** Sets {@link %s#%s}. */", message.name(), accessor);
        line(
                "        public Builder %s(%s value) { put(\"%s\", %s); return this; }",
                accessor, javaType(field, values), name, written(field, values));
        boolean part = field.type() == FieldType.MESSAGE;
        if (part && field.shape() == Shape.ONE) {
            line("        /** Changes {@link %s#%s}. */", message.name(), accessor);
            line(
                    "        public Builder %s(UnaryOperator<%s.Builder> change) { return %s(change.apply(%s.of(object(\"%s\")).toBuilder()).build()); }",
                    accessor, values.java(), accessor, values.java(), name);
        }
        if (field.shape() == Shape.LIST) {
            line("        /** Appends to {@link %s#%s}. */", message.name(), accessor);
            line(
                    "        public Builder add%s(%s value) { append(\"%s\", %s); return this; }",
                    capital, values.java(), name, writtenOne(field.type(), values));
            if (part) {
                line("        /** Appends to {@link %s#%s}. */", message.name(), accessor);
                line(
                        "        public Builder add%s(UnaryOperator<%s.Builder> change) { return add%s(change.apply(%s.builder()).build()); }",
                        capital, values.java(), capital, values.java());
            }
        }
        if (field.shape() == Shape.MAP) {
            line("        /** Adds an entry to {@link %s#%s}. */", message.name(), accessor);
            line(
                    "        public Builder put%s(String key, %s value) { entry(\"%s\", key, %s); return this; }",
                    capital, values.java(), name, writtenOne(field.type(), values));
        }
        line("        /** Forgets {@link %s#%s}. */", message.name(), accessor);
        line("        public Builder clear%s() { forget(\"%s\"); return this; }", capital, name);
    }

    private static String written(Field field, Values values) {
        return switch (field.shape()) {
            case ONE -> writtenOne(field.type(), values);
            case LIST -> "Fields.array(value, " + values.write() + ")";
            case MAP -> "Fields.entries(value, " + values.write() + ")";
        };
    }

    private static String writtenOne(FieldType type, Values values) {
        return switch (type) {
            case STRING -> "new JsonString(value)";
            case INT, LONG -> "JsonNumber.of(value)";
            case BOOLEAN -> "JsonValue.of(value)";
            case MESSAGE, INT_OR_STRING -> "value.json()";
            case RAW_OBJECT, FIELDS, JSON, SCHEMA_OR_BOOL, SCHEMA_OR_ARRAY, SCHEMA_OR_STRINGS -> "value";
            default -> values.write().replace("::", ".") + "(value)";
        };
    }

    private Values values(Field field) {
        return Values.of(field.type(), field.type() == FieldType.MESSAGE ? view(field.message()) : "");
    }

    /** A view of the same package by its simple name, another by its full one. */
    private String view(String proto) {
        Message target = all.get(proto);
        if (target == null) {
            throw new IllegalStateException(message.proto() + " refers to " + proto + ", which has no view");
        }
        boolean near = target.groupVersion().equals(message.groupVersion());
        return near ? target.name() : target.javaName();
    }

    private void javadoc(String indent, String description, String otherwise) {
        String text = Descriptions.firstSentence(description);
        String safe = (text.isBlank() || text.equals("-") ? otherwise : text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("@", "&#64;")
                .replace("*/", "*&#47;")
                .replace("\\", "&#92;")
                .replace("{", "&#123;");
        line("%s", indent + "/** " + safe + " */");
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private void line(String format, Object... values) {
        out.append(values.length == 0 ? format : format.formatted(values)).append('\n');
    }
}
