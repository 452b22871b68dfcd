package dev.leme.api.quota;

import dev.leme.api.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a pod asks for and may use as a whole: its containers and sidecars together, or its most demanding init container
 * where that is more; what the pod says for itself comes before that, and its overhead on top. What is being resized counts
 * with the largest of what it asks for, was promised and has; where the resize can't be had, with what it was promised and
 * has. The one place for this sum: scheduler, quotas, limit ranges and the node reckon with it
 * (https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers and
 * https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/).
 */
public final class PodAmounts {

    private static final String REQUESTS = "requests";
    private static final String LIMITS = "limits";

    private final JsonObject spec;
    private final JsonObject status;
    private final String part;
    private final AmountMap defaults;
    private final boolean infeasible;
    private final Map<String, JsonObject> statuses = new HashMap<>();

    private PodAmounts(JsonObject pod, String part, AmountMap defaults) {
        this.spec = pod.object("spec");
        this.status = pod.object("status");
        this.part = part;
        this.defaults = defaults;
        this.infeasible = status.array("conditions").objects().stream()
                .anyMatch(condition -> condition.string("type").equals("PodResizePending")
                        && condition.string("reason").equals("Infeasible"));
        Stream.of("containerStatuses", "initContainerStatuses")
                .flatMap(list -> status.array(list).objects().stream())
                .forEach(container -> statuses.put(container.string("name"), container));
    }

    /** What {@code pod}, with its status where it has one, asks for. */
    public static AmountMap requests(JsonObject pod) {
        return requests(pod, AmountMap.EMPTY);
    }

    /** The same where {@code defaults} stand for what a container doesn't say. */
    public static AmountMap requests(JsonObject pod, AmountMap defaults) {
        return new PodAmounts(pod, REQUESTS, defaults).sum().plus(overhead(pod));
    }

    /** What it may use; the overhead counts where there is a limit at all. */
    public static AmountMap limits(JsonObject pod) {
        AmountMap limits = new PodAmounts(pod, LIMITS, AmountMap.EMPTY).sum();
        return limits.plus(overhead(pod).only(limits.amounts().keySet()));
    }

    private static AmountMap overhead(JsonObject pod) {
        return AmountMap.of(pod.object("spec").object("overhead"));
    }

    /** Every container that gets resources: the init containers too. */
    public static Stream<JsonObject> containers(JsonObject podSpec) {
        return Stream.of("initContainers", "containers").flatMap(list -> podSpec.array(list).objects().stream());
    }

    /** The {@code requests} or {@code limits} of a container, or of a pod for itself. */
    public static AmountMap amounts(JsonObject holder, String part) {
        return AmountMap.of(holder.object("resources").object(part));
    }

    private AmountMap sum() {
        AmountMap running = AmountMap.EMPTY;
        for (JsonObject container : spec.array("containers").objects()) {
            running = running.plus(of(container));
        }
        AmountMap sidecars = AmountMap.EMPTY;
        AmountMap starting = AmountMap.EMPTY;
        for (JsonObject container : spec.array("initContainers").objects()) {
            AmountMap now = sidecars.plus(of(container));
            if (container.string("restartPolicy").equals("Always")) {
                sidecars = now;
            }
            starting = starting.max(now);
        }
        return running.plus(sidecars).max(starting).overriddenBy(ofWhole());
    }

    private AmountMap of(JsonObject container) {
        JsonObject had = statuses.get(container.string("name"));
        AmountMap asked = amounts(container, part);
        return defaults.overriddenBy(had == null ? asked : resized(asked, had));
    }

    /** Only what the pod itself speaks of: beyond that its status sums up the containers. */
    private AmountMap ofWhole() {
        AmountMap asked = amounts(spec, part);
        return asked.amounts().isEmpty()
                ? asked
                : resized(asked, status).only(asked.amounts().keySet());
    }

    private AmountMap resized(AmountMap asked, JsonObject had) {
        AmountMap has = amounts(had, part);
        AmountMap promised = part.equals(REQUESTS) ? AmountMap.of(had.object("allocatedResources")) : AmountMap.EMPTY;
        AmountMap both = has.max(promised);
        return infeasible && !both.amounts().isEmpty() ? both : asked.max(both);
    }
}
