package dev.leme.api.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All of some exact comparisons of fields, as {@code status.phase=Running,metadata.name!=x}. */
public record FieldSelector(List<Term> terms) {

    /** Selects everything. */
    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    /** One comparison; {@code equal} tells {@code =} from {@code !=}. */
    public record Term(String field, String value, boolean equal) {}

    /** The selector of exact fields. */
    public static FieldSelector of(String field, String value) {
        return new FieldSelector(List.of(new Term(field, value, true)));
    }

    /** The selector that {@code text} spells; throws {@link IllegalArgumentException}. */
    public static FieldSelector parse(String text) {
        if (text.isBlank()) {
            return EVERYTHING;
        }
        List<Term> terms = new ArrayList<>();
        for (String part : split(text)) {
            terms.add(term(part, text));
        }
        return new FieldSelector(List.copyOf(terms));
    }

    private static Term term(String part, String all) {
        for (String operator : List.of("!=", "==", "=")) {
            int at = part.indexOf(operator);
            if (at > 0) {
                String value = unescape(part.substring(at + operator.length()));
                return new Term(part.substring(0, at).strip(), value, !operator.equals("!="));
            }
        }
        throw new IllegalArgumentException("invalid selector: '" + all + "'; can't understand '" + part + "'");
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                part.append(c).append(text.charAt(++i));
            } else if (c == ',') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        parts.removeIf(String::isBlank);
        return parts;
    }

    private static String unescape(String value) {
        return value.replaceAll("\\\\(.)", "$1");
    }

    /** Whether {@code fields} (an absent one counts as empty) meet every term. */
    public boolean matches(Map<String, String> fields) {
        for (Term term : terms) {
            if (fields.getOrDefault(term.field, "").equals(term.value) != term.equal) {
                return false;
            }
        }
        return true;
    }

    /** Whether it selects everything. */
    public boolean isEverything() {
        return terms.isEmpty();
    }

    /** As it is spelt in a query. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        for (Term term : terms) {
            parts.add(term.field + (term.equal ? "=" : "!=") + term.value.replaceAll("([\\\\,=])", "\\\\$1"));
        }
        return String.join(",", parts);
    }
}
