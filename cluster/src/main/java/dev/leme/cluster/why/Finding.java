package dev.leme.cluster.why;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * One thing that was found out, with what it rests on.
 *
 * @param state how it is
 * @param text one sentence, without its final dot
 * @param next what a person can do now; empty where nothing needs doing
 * @param because what it rests on, in the order in which to read it
 * @param details what programs may want to know beside; people don't see it
 */
public record Finding(State state, String text, String next, List<Finding> because, JsonObject details) {

    /** How something is, from good to bad. */
    public enum State {
        /** As it should be. */
        OK,
        /** Could not be looked at, or is good to know. */
        NOTE,
        /** On its way; it gets there by itself, or when somebody does what it waits for. */
        WAITS,
        /** It doesn't work. */
        BROKEN;

        /** As it is written in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether there is something to wait for or to mend. */
        public boolean isTrouble() {
            return compareTo(WAITS) >= 0;
        }
    }

    public Finding {
        because = List.copyOf(because);
    }

    Finding(State state, String text, String next, List<Finding> because) {
        this(state, text, next, because, JsonObject.EMPTY);
    }

    static Finding ok(String text) {
        return new Finding(State.OK, text, "", List.of());
    }

    static Finding note(String text) {
        return new Finding(State.NOTE, text, "", List.of());
    }

    static Finding waits(String text) {
        return new Finding(State.WAITS, text, "", List.of());
    }

    static Finding broken(String text) {
        return new Finding(State.BROKEN, text, "", List.of());
    }

    Finding next(String step) {
        return new Finding(state, text, step, because, details);
    }

    Finding because(List<Finding> reasons) {
        return new Finding(state, text, next, reasons, details);
    }

    Finding details(JsonObject more) {
        return new Finding(state, text, next, because, more);
    }

    Finding because(Finding reason) {
        return because(List.of(reason));
    }

    /** The worst state of several; OK for none. */
    static State worst(List<Finding> findings) {
        return findings.stream()
                .map(Finding::state)
                .max(Comparator.naturalOrder())
                .orElse(State.OK);
    }

    /** For programs. */
    public JsonObject json() {
        JsonObject.Builder json =
                JsonObject.builder().put("state", state.word()).put("text", text);
        if (!next.isEmpty()) {
            json.put("next", next);
        }
        if (!because.isEmpty()) {
            json.put(
                    "because",
                    new JsonArray(because.stream().<JsonValue>map(Finding::json).toList()));
        }
        if (!details.isEmpty()) {
            json.put("details", details);
        }
        return json.build();
    }
}
