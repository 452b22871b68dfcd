package dev.leme.api.quota;

import dev.leme.api.json.JsonObject;
import java.util.stream.Stream;

/**
 * What a pod asks for and may use as a whole: its containers and sidecars together, or its most demanding init container
 * where that is more; what the pod says for itself comes before that, and its overhead on top.
 */
public final class PodAmounts {

    private PodAmounts() {}

    /** What it asks for. */
    public static AmountMap requests(JsonObject podSpec) {
        return sum(podSpec, "requests").plus(AmountMap.of(podSpec.object("overhead")));
    }

    /** What it may use; the overhead counts where there is a limit at all. */
    public static AmountMap limits(JsonObject podSpec) {
        AmountMap limits = sum(podSpec, "limits");
        AmountMap overhead = AmountMap.of(podSpec.object("overhead"));
        return limits.plus(overhead.only(limits.amounts().keySet()));
    }

    /** Every container that gets resources: the init containers too. */
    public static Stream<JsonObject> containers(JsonObject podSpec) {
        return Stream.of("initContainers", "containers").flatMap(list -> podSpec.array(list).objects().stream());
    }

    private static AmountMap sum(JsonObject podSpec, String part) {
        AmountMap running = AmountMap.EMPTY;
        for (JsonObject container : podSpec.array("containers").objects()) {
            running = running.plus(amounts(container, part));
        }
        AmountMap sidecars = AmountMap.EMPTY;
        AmountMap starting = AmountMap.EMPTY;
        for (JsonObject container : podSpec.array("initContainers").objects()) {
            AmountMap now = sidecars.plus(amounts(container, part));
            if (container.string("restartPolicy").equals("Always")) {
                sidecars = now;
            }
            starting = starting.max(now);
        }
        return running.plus(sidecars).max(starting).overriddenBy(amounts(podSpec, part));
    }

    /** The {@code requests} or {@code limits} of a container, or of a pod for itself. */
    public static AmountMap amounts(JsonObject holder, String part) {
        return AmountMap.of(holder.object("resources").object(part));
    }
}
