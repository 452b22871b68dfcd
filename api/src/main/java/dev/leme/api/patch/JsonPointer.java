package dev.leme.api.patch;

import java.util.ArrayList;
import java.util.List;

/** A place in a document as RFC 6901 spells it: {@code /metadata/labels/app.kubernetes.io~1name}. */
record JsonPointer(List<String> steps) {

    /** The place that {@code text} spells; the empty text is the whole document. */
    static JsonPointer parse(String text) {
        if (text.isEmpty()) {
            return new JsonPointer(List.of());
        }
        if (text.charAt(0) != '/') {
            throw PatchErrors.doesNotApply("a path must begin with a slash: " + text);
        }
        List<String> steps = new ArrayList<>();
        for (String step : text.substring(1).split("/", -1)) {
            steps.add(step.replace("~1", "/").replace("~0", "~"));
        }
        return new JsonPointer(List.copyOf(steps));
    }

    boolean isRoot() {
        return steps.isEmpty();
    }

    String first() {
        return steps.getFirst();
    }

    JsonPointer rest() {
        return new JsonPointer(steps.subList(1, steps.size()));
    }

    /** Whether {@code other} lies here or deeper. */
    boolean contains(JsonPointer other) {
        return other.steps.size() >= steps.size()
                && other.steps.subList(0, steps.size()).equals(steps);
    }
}
