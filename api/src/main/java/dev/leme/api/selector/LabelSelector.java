package dev.leme.api.selector;

import dev.leme.api.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All of some requirements on labels.
 *
 * @param requirements each must hold; without any, everything is selected
 * @param nothing whether it selects nothing at all (the selector that isn't there)
 */
public record LabelSelector(List<Requirement> requirements, boolean nothing) {

    /** Selects everything. */
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of(), false);

    /** Selects nothing. */
    public static final LabelSelector NOTHING = new LabelSelector(List.of(), true);

    /** The comparisons, with their spelling in a {@code LabelSelector} object. */
    public enum Operator {
        EQUALS("="),
        NOT_EQUALS("!="),
        IN("In"),
        NOT_IN("NotIn"),
        EXISTS("Exists"),
        DOES_NOT_EXIST("DoesNotExist"),
        GREATER("Gt"),
        LESS("Lt");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        /** The operator that {@code text} spells in an object; throws {@link IllegalArgumentException}. */
        static Operator of(String text) {
            for (Operator operator : values()) {
                if (operator.text.equals(text)) {
                    return operator;
                }
            }
            throw new IllegalArgumentException("\"" + text + "\" is not a valid label selector operator");
        }
    }

    /** One comparison. */
    public record Requirement(String key, Operator operator, List<String> values) {

        /** Whether {@code labels} meet it. */
        public boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
                case EQUALS, IN -> value != null && values.contains(value);
                case NOT_EQUALS, NOT_IN -> value == null || !values.contains(value);
                case GREATER -> value != null && compare(value) > 0;
                case LESS -> value != null && compare(value) < 0;
            };
        }

        private int compare(String value) {
            try {
                return Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
            } catch (NumberFormatException notANumber) {
                return 0;
            }
        }

        @Override
        public String toString() {
            String list = String.join(",", new TreeSet<>(values));
            return switch (operator) {
                case EXISTS -> key;
                case DOES_NOT_EXIST -> "!" + key;
                case EQUALS -> key + "=" + list;
                case NOT_EQUALS -> key + "!=" + list;
                case IN -> key + " in (" + list + ")";
                case NOT_IN -> key + " notin (" + list + ")";
                case GREATER -> key + ">" + list;
                case LESS -> key + "<" + list;
            };
        }
    }

    /** The selector of exact labels. */
    public static LabelSelector of(Map<String, String> labels) {
        List<Requirement> requirements = new ArrayList<>();
        labels.forEach((key, value) -> requirements.add(new Requirement(key, Operator.EQUALS, List.of(value))));
        return new LabelSelector(List.copyOf(requirements), false);
    }

    /**
     * The selector that a {@code LabelSelector} object (matchLabels, matchExpressions) means; the empty object selects
     * everything. Throws {@link IllegalArgumentException} for an unknown operator.
     */
    public static LabelSelector of(JsonObject selector) {
        List<Requirement> requirements =
                new ArrayList<>(of(selector.object("matchLabels").strings()).requirements);
        for (JsonObject expression : selector.array("matchExpressions").objects()) {
            requirements.add(new Requirement(
                    expression.string("key"),
                    Operator.of(expression.string("operator")),
                    expression.array("values").strings()));
        }
        return new LabelSelector(List.copyOf(requirements), false);
    }

    /** The selector that a query such as {@code app=nginx,tier in (a,b),!old} spells; throws {@link IllegalArgumentException}. */
    public static LabelSelector parse(String text) {
        return text.isBlank() ? EVERYTHING : new LabelSelector(new LabelSelectorParser(text).parse(), false);
    }

    /** Whether {@code labels} meet every requirement. */
    public boolean matches(Map<String, String> labels) {
        if (nothing) {
            return false;
        }
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it selects everything. */
    public boolean isEverything() {
        return !nothing && requirements.isEmpty();
    }

    /** As it is spelt in a query. */
    @Override
    public String toString() {
        return requirements.stream().map(Requirement::toString).sorted().collect(Collectors.joining(","));
    }
}
