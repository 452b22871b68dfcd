package dev.leme.controllers.daemonset;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where pods have failed lately: the next one there is replaced later, from one second doubling up to 15 minutes. A restart
 * forgets it, and so only replaces sooner.
 */
final class FailedPods {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private record Place(String set, String node) {}

    private record Failure(Duration delay, Instant at) {

        boolean isForgotten(Instant now) {
            return now.isAfter(at.plus(LONGEST.multipliedBy(2)));
        }
    }

    private final Map<Place, Failure> failures = new HashMap<>();

    /** Notes that a failed pod of the set was deleted on a node. */
    synchronized void note(String set, String node, Instant now) {
        failures.values().removeIf(failure -> failure.isForgotten(now));
        failures.merge(new Place(set, node), new Failure(FIRST, now), (before, first) -> later(before, now));
    }

    private static Failure later(Failure before, Instant now) {
        Duration twice = before.delay().multipliedBy(2);
        return new Failure(twice.compareTo(LONGEST) > 0 ? LONGEST : twice, now);
    }

    /** The nodes where a failed pod of the set still waits. */
    synchronized Set<String> waiting(String set, Instant now) {
        Set<String> nodes = new HashSet<>();
        failures.forEach((place, failure) -> {
            if (place.set().equals(set) && now.isBefore(failure.at().plus(failure.delay()))) {
                nodes.add(place.node());
            }
        });
        return nodes;
    }

    /** How long until one of them may be replaced; zero for none. */
    synchronized Duration wait(String set, Instant now) {
        return failures.entrySet().stream()
                .filter(entry -> entry.getKey().set().equals(set))
                .map(entry -> Duration.between(
                        now, entry.getValue().at().plus(entry.getValue().delay())))
                .filter(left -> left.isPositive())
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
