package dev.leme.api.schema;

import java.util.List;

/** {@code name=value} attributes of a schema file. */
final class MergeAttributes {

    private MergeAttributes() {}

    static MergeRules parse(List<String> attributes) {
        if (attributes.isEmpty()) {
            return MergeRules.NONE;
        }
        MergeRules rules = new MergeRules(
                value(attributes, "listType"),
                values(attributes, "listMapKeys"),
                value(attributes, "mapType"),
                values(attributes, "patchStrategy"),
                value(attributes, "patchMergeKey"));
        return rules.equals(MergeRules.NONE) ? MergeRules.NONE : rules;
    }

    static String value(List<String> attributes, String name) {
        for (String attribute : attributes) {
            if (attribute.startsWith(name) && attribute.startsWith("=", name.length())) {
                return attribute.substring(name.length() + 1);
            }
        }
        return "";
    }

    private static List<String> values(List<String> attributes, String name) {
        String value = value(attributes, name);
        return value.isEmpty() ? List.of() : List.of(value.split(","));
    }
}
