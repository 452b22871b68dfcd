package dev.leme.api.schema;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one value may look like. Immutable.
 *
 * <p>A schema may stand for a definition by name ({@link #ref}); then everything that it doesn't say itself is the
 * definition's, which is looked up when it is first asked for, so that definitions may contain each other.
 */
public final class Schema {

    /** The type of a value. */
    public enum Type {
        OBJECT,
        ARRAY,
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        /** Anything at all. */
        ANY
    }

    /** Format of a string that holds an amount of a resource. */
    public static final String QUANTITY = "quantity";

    /** Format of a number or a string. */
    public static final String INT_OR_STRING = "int-or-string";

    /** Format of a moment in seconds. */
    public static final String DATE_TIME = "date-time";

    /** Format of a moment in microseconds. */
    public static final String MICRO_TIME = "micro-time";

    /** Format of bytes in base64. */
    public static final String BYTES = "byte";

    private final Type type;
    private final String name;
    private final String format;
    private final String ref;
    private final @Nullable Definitions definitions;
    private volatile @Nullable Schema target;
    private final Map<String, Schema> properties;
    private final @Nullable Schema items;
    private final @Nullable Schema additionalProperties;
    private final Set<String> required;
    private final MergeRules merge;
    private final boolean kind;
    private final boolean preserveUnknown;
    private final boolean embedded;
    private final boolean nullable;
    private final @Nullable JsonValue defaultValue;
    private final String number;
    private final boolean pointer;
    private final JsonObject constraints;

    private Schema(Builder from) {
        type = from.type;
        name = from.name;
        format = from.format;
        ref = from.ref;
        definitions = from.definitions;
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(from.properties));
        items = from.items;
        additionalProperties = from.additionalProperties;
        required = Set.copyOf(from.required);
        merge = from.merge;
        kind = from.kind;
        preserveUnknown = from.preserveUnknown;
        embedded = from.embedded;
        nullable = from.nullable;
        defaultValue = from.defaultValue;
        number = from.number;
        pointer = from.pointer;
        constraints = from.constraints;
    }

    /** A builder of a schema of this type. */
    public static Builder builder(Type type) {
        return new Builder(type);
    }

    /** A schema of this type and format that says no more. */
    public static Schema of(Type type, String format) {
        return builder(type).format(format).build();
    }

    /** Itself, or the definition that it stands for. */
    public Schema target() {
        if (definitions == null) {
            return this;
        }
        Schema known = target;
        if (known == null) {
            known = definitions.definition(ref);
            target = known;
        }
        return known;
    }

    /** The type. */
    public Type type() {
        return definitions == null ? type : target().type();
    }

    /** The name of the definition that this is, or an empty string. */
    public String name() {
        return name;
    }

    /** The name of the definition that this stands for, or an empty string. */
    public String ref() {
        return ref;
    }

    /** The format, such as {@code int32} or {@link #QUANTITY}, or an empty string. */
    public String format() {
        return definitions == null ? format : target().format();
    }

    /** The members of an object that are known, in order. */
    public Map<String, Schema> properties() {
        return definitions == null ? properties : target().properties();
    }

    /** The member {@code name} of an object, be it a known one or a map's; null when there can't be such a member. */
    public @Nullable Schema property(String name) {
        Schema known = properties().get(name);
        return known != null ? known : additionalProperties();
    }

    /** The elements of an array; null where anything may be one. */
    public @Nullable Schema items() {
        return definitions == null ? items : target().items();
    }

    /** The values of a map; null where an object has its known members only. */
    public @Nullable Schema additionalProperties() {
        return definitions == null ? additionalProperties : target().additionalProperties();
    }

    /** The members that an object must have. */
    public Set<String> required() {
        return definitions == null ? required : target().required();
    }

    /** How changes combine; what isn't said here is said by the definition. */
    public MergeRules merge() {
        return definitions == null || !merge.equals(MergeRules.NONE) ? merge : target().merge();
    }

    /** Whether a list of this schema merges by keys, and by which; empty when not. */
    public List<String> listMapKeys() {
        return merge().listType().equals("map") ? merge().listMapKeys() : List.of();
    }

    /** Whether a list or object changes as a whole only. */
    public boolean isAtomic() {
        return type() == Type.ARRAY
                ? !merge().listType().equals("map") && !merge().listType().equals("set")
                : merge().mapType().equals("atomic");
    }

    /** Whether this is an object with apiVersion and kind. */
    public boolean isKind() {
        return definitions == null ? kind : target().isKind();
    }

    /** Whether members that aren't known are kept. */
    public boolean preservesUnknown() {
        return definitions == null ? preserveUnknown : target().preservesUnknown();
    }

    /** Whether a whole Kubernetes object lies here ({@code x-kubernetes-embedded-resource}). */
    public boolean isEmbedded() {
        return embedded;
    }

    /** Whether null is a value. */
    public boolean isNullable() {
        return nullable;
    }

    /** Whether a number or a string may be given. */
    public boolean isIntOrString() {
        return format().equals(INT_OR_STRING);
    }

    /** What a missing member counts as, or null. */
    public @Nullable JsonValue defaultValue() {
        return defaultValue;
    }

    /** The protobuf number of the member that this describes; {@code 1.3} is field 3 of the message at field 1. */
    public String number() {
        return number;
    }

    /**
     * Whether empty, 0 or false is a value of this member that differs from absent. Of required members that is so as well;
     * lists, maps and objects don't say.
     */
    public boolean isPointer() {
        return pointer;
    }

    /** Further keywords of JSON Schema as they were given (pattern, minimum, enum, oneOf, CEL rules, …). */
    public JsonObject constraints() {
        return constraints;
    }

    @Override
    public String toString() {
        return ref.isEmpty() ? type + (name.isEmpty() ? "" : " " + name) : "reference to " + ref;
    }

    /** Where references are looked up. */
    @FunctionalInterface
    public interface Definitions {
        /** The definition; throws {@link IllegalArgumentException} where there is none. */
        Schema definition(String name);
    }

    /** Collects what a schema says. */
    public static final class Builder {
        private final Type type;
        private String name = "";
        private String format = "";
        private String ref = "";
        private @Nullable Definitions definitions;
        private final Map<String, Schema> properties = new LinkedHashMap<>();
        private @Nullable Schema items;
        private @Nullable Schema additionalProperties;
        private final Set<String> required = new HashSet<>();
        private MergeRules merge = MergeRules.NONE;
        private boolean kind;
        private boolean preserveUnknown;
        private boolean embedded;
        private boolean nullable;
        private @Nullable JsonValue defaultValue;
        private String number = "";
        private boolean pointer;
        private JsonObject constraints = JsonObject.EMPTY;

        private Builder(Type type) {
            this.type = type;
        }

        /** The definition's name. */
        public Builder name(String value) {
            name = value;
            return this;
        }

        /** The format. */
        public Builder format(String value) {
            format = value;
            return this;
        }

        /** Makes it stand for a definition. */
        public Builder ref(String value, Definitions from) {
            ref = value;
            definitions = from;
            return this;
        }

        /** Adds a known member. */
        public Builder property(String member, Schema schema) {
            properties.put(member, schema);
            return this;
        }

        /** The elements of an array. */
        public Builder items(Schema schema) {
            items = schema;
            return this;
        }

        /** The values of a map. */
        public Builder additionalProperties(Schema schema) {
            additionalProperties = schema;
            return this;
        }

        /** Makes a member required. */
        public Builder require(String member) {
            required.add(member);
            return this;
        }

        /** How changes combine. */
        public Builder merge(MergeRules rules) {
            merge = rules;
            return this;
        }

        /** Whether apiVersion and kind belong to it. */
        public Builder kind(boolean value) {
            kind = value;
            return this;
        }

        /** Whether members that aren't known are kept. */
        public Builder preserveUnknown(boolean value) {
            preserveUnknown = value;
            return this;
        }

        /** Whether a whole Kubernetes object lies here. */
        public Builder embedded(boolean value) {
            embedded = value;
            return this;
        }

        /** Whether null is a value. */
        public Builder nullable(boolean value) {
            nullable = value;
            return this;
        }

        /** What a missing member counts as. */
        public Builder defaultValue(JsonValue value) {
            defaultValue = value;
            return this;
        }

        /** The protobuf number. */
        public Builder number(String value) {
            number = value;
            return this;
        }

        /** Whether empty differs from absent. */
        public Builder pointer(boolean value) {
            pointer = value;
            return this;
        }

        /** Further keywords. */
        public Builder constraints(JsonObject value) {
            constraints = value;
            return this;
        }

        /** The schema. */
        public Schema build() {
            return new Schema(this);
        }
    }
}
