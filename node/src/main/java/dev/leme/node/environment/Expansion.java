package dev.leme.node.environment;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Replaces {@code $(NAME)} by the variable's value; {@code $$} is a dollar sign, an unknown name stays as written. */
public final class Expansion {
    private Expansion() {}

    public static String expand(String text, Function<String, @Nullable String> variables) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '$' || at + 1 == text.length()) {
                out.append(c);
                at++;
            } else {
                at = reference(text, at, variables, out);
            }
        }
        return out.toString();
    }

    /** Handles what begins with the dollar sign at {@code at}; returns where to go on. */
    private static int reference(String text, int at, Function<String, @Nullable String> variables, StringBuilder out) {
        char next = text.charAt(at + 1);
        if (next == '$') {
            out.append('$');
            return at + 2;
        }
        int end = next == '(' ? text.indexOf(')', at + 2) : -1;
        if (end < 0) {
            out.append('$').append(next);
            return at + 2;
        }
        String value = variables.apply(text.substring(at + 2, end));
        out.append(value == null ? text.substring(at, end + 1) : value);
        return end + 1;
    }
}
