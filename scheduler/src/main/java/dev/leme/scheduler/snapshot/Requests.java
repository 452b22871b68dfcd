package dev.leme.scheduler.snapshot;

import dev.leme.api.core.v1.Container;
import dev.leme.api.core.v1.ContainerStatus;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much a pod asks for: its containers together, or its largest init container where that is more, with sidecars and
 * overhead; or what the pod as a whole asks for. A container that is being resized counts with the largest of what it
 * asks for, was promised and has; one whose resize can't be had, with what it has.
 */
final class Requests {

    static final Amounts DEFAULTS = new Amounts(Map.of(Amounts.CPU, 100L, Amounts.MEMORY, 200L * 1024 * 1024));

    private final Amounts defaults;
    private final boolean infeasible;
    private final Map<String, ContainerStatus> statuses = new HashMap<>();

    private Requests(Pod pod, Amounts defaults) {
        this.defaults = defaults;
        this.infeasible = pod.status().conditions().stream()
                .anyMatch(condition -> condition.type().equals("PodResizePending")
                        && condition.reason().equals("Infeasible"));
        List.of(pod.status().containerStatuses(), pod.status().initContainerStatuses())
                .forEach(list -> list.forEach(status -> statuses.put(status.name(), status)));
    }

    /** The sum, where {@code defaults} stand for what a container doesn't say. */
    static Amounts of(Pod pod, Amounts defaults) {
        return new Requests(pod, defaults).sum(pod.spec());
    }

    private Amounts sum(PodSpec spec) {
        Amounts running = Amounts.NONE;
        for (Container container : spec.containers()) {
            running = running.plus(of(container));
        }
        Amounts sidecars = Amounts.NONE;
        Amounts starting = Amounts.NONE;
        for (Container container : spec.initContainers()) {
            Amounts own = of(container);
            if (container.restartPolicy().equals("Always")) {
                sidecars = sidecars.plus(own);
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(own));
            }
        }
        return running.plus(sidecars)
                .max(starting)
                .overriddenBy(Amounts.of(spec.resources().requests()))
                .plus(Amounts.of(spec.overhead()));
    }

    private Amounts of(Container container) {
        Amounts asked = Amounts.of(container.resources().requests());
        ContainerStatus status = statuses.get(container.name());
        if (status != null) {
            Amounts had = Amounts.of(status.allocatedResources())
                    .max(Amounts.of(status.resources().requests()));
            boolean known = !had.values().isEmpty();
            asked = known && infeasible ? had : asked.max(had);
        }
        return defaults.overriddenBy(asked);
    }
}
