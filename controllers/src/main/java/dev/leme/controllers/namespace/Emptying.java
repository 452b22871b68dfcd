package dev.leme.controllers.namespace;

import dev.leme.api.resource.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a namespace has been emptied.
 *
 * @param leftovers what is left, by kind
 * @param failures why kinds could not be deleted or listed
 * @param undiscovered why it isn't known which kinds there are; empty when it is
 */
record Emptying(List<Leftover> leftovers, List<String> failures, String undiscovered) {

    /** Nothing is left. */
    static final Emptying DONE = new Emptying(List.of(), List.of(), "");

    Emptying {
        leftovers = List.copyOf(leftovers);
        failures = List.copyOf(failures);
    }

    static Emptying undiscovered(String why) {
        return new Emptying(List.of(), List.of(), why);
    }

    /** With what is left of one more kind. */
    Emptying with(String namespace, Leftover leftover) {
        List<Leftover> all = new ArrayList<>(leftovers);
        all.add(leftover);
        Emptying more = new Emptying(all, failures, undiscovered);
        return leftover.isUnexpected() ? more.failed(unexpected(namespace, leftover.resource())) : more;
    }

    private static String unexpected(String namespace, Resource resource) {
        return "unexpected items still remain in namespace: %s for gvr: %s/%s, Resource=%s"
                .formatted(namespace, resource.group(), resource.version(), resource.plural());
    }

    /** With a kind that could not be dealt with. */
    Emptying failed(String why) {
        List<String> all = new ArrayList<>(failures);
        all.add(why);
        return new Emptying(leftovers, all, undiscovered);
    }

    /** Whether the namespace may go. */
    boolean isDone() {
        return leftovers.isEmpty() && !hasFailed();
    }

    /** Whether something went wrong, so that it has to be tried again. */
    boolean hasFailed() {
        return !failures.isEmpty() || !undiscovered.isEmpty();
    }

    /** When to look again if no object's end wakes us before: past half of what the slowest may take. */
    Duration again() {
        Duration longest = leftovers.stream()
                .map(Leftover::expected)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        return longest.dividedBy(2).plusSeconds(1);
    }
}
