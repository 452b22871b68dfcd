package dev.leme.api.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What {@code fieldValidation} says of members that are unknown or given twice. */
public final class StrictErrors {

    private static final int MOST = 100;

    private StrictErrors() {}

    /**
     * One message a member, {@code unknown field "spec.foo"} then {@code duplicate field "spec.x"}; at most 100. A member
     * that is unknown isn't also reported as given twice.
     */
    public static List<String> messages(Collection<String> unknown, Collection<String> duplicates) {
        Set<String> messages = new LinkedHashSet<>();
        unknown.forEach(path -> messages.add("unknown field \"" + path + '"'));
        for (String path : duplicates) {
            if (unknown.stream().noneMatch(above -> isAtOrBelow(path, above))) {
                messages.add("duplicate field \"" + path + '"');
            }
        }
        return new ArrayList<>(messages).subList(0, Math.min(messages.size(), MOST));
    }

    private static boolean isAtOrBelow(String path, String above) {
        return path.equals(above) || path.startsWith(above + ".") || path.startsWith(above + "[");
    }

    /** All messages as the one that a strict request fails with. */
    public static String joined(List<String> messages) {
        return "strict decoding error: " + String.join(", ", messages);
    }
}
