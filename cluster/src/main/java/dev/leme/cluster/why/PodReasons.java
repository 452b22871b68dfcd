package dev.leme.cluster.why;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import java.util.ArrayList;
import java.util.List;

/** Why a pod isn't ready. */
final class PodReasons {

    private final Facts facts;
    private final ApiObject pod;

    PodReasons(Facts facts, ApiObject pod) {
        this.facts = facts;
        this.pod = pod;
    }

    Finding explain() {
        if (pod.isDeleting()) {
            return Story.deleting(
                    pod,
                    "its containers have "
                            + pod.metadata().number("deletionGracePeriodSeconds", 0)
                            + " s to end by themselves");
        }
        return switch (pod.status().string("phase")) {
            case "Succeeded" -> Finding.ok("pod " + pod.name() + " has done its work");
            case "Failed" -> failed();
            default -> pod.spec().string("nodeName").isEmpty() ? new SchedulingReasons(facts, pod).explain() : placed();
        };
    }

    private Finding failed() {
        String reason = pod.status().string("reason");
        String message = pod.status().string("message");
        String why = reason.isEmpty() && message.isEmpty() ? "" : ": " + (reason + " " + message).strip();
        return Finding.broken("pod " + pod.name() + " has failed" + why)
                .because(new ContainerReasons(facts, pod).troubles());
    }

    private Finding placed() {
        if (Story.isTrue(pod, "Ready")) {
            long restarts = pod.status().array("containerStatuses").objects().stream()
                    .mapToLong(status -> status.number("restartCount", 0))
                    .sum();
            return Finding.ok(
                    "pod " + pod.name() + " is ready on node " + pod.spec().string("nodeName")
                            + (restarts == 0 ? "" : " (its containers were started again " + restarts + " times)"));
        }
        List<Finding> reasons = new ArrayList<>(node());
        VolumeReasons volumes = new VolumeReasons(facts, pod);
        reasons.addAll(volumes.claims());
        reasons.addAll(volumes.missing());
        if (!isSandboxed()) {
            Story.latest(facts, pod, "FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox")
                    .ifPresent(message -> reasons.add(Finding.broken(message)));
        }
        if (reasons.isEmpty()) {
            reasons.addAll(new ContainerReasons(facts, pod).troubles());
        }
        reasons.addAll(gates());
        return new Finding(
                Finding.worst(reasons) == Finding.State.BROKEN ? Finding.State.BROKEN : Finding.State.WAITS,
                "pod " + pod.name() + " on node " + pod.spec().string("nodeName") + " is not ready",
                "",
                reasons);
    }

    private boolean isSandboxed() {
        return !pod.status().string("podIP").isEmpty();
    }

    private List<Finding> node() {
        ApiObject node = facts.find(Resources.NODES, "", pod.spec().string("nodeName"));
        if (node == null) {
            return List.of(Finding.broken("its node " + pod.spec().string("nodeName") + " does not exist any more"));
        }
        return Story.isTrue(node, "Ready") ? List.of() : List.of(new NodeReasons(facts, node).explain());
    }

    private List<Finding> gates() {
        List<Finding> closed = new ArrayList<>();
        for (JsonObject gate : pod.spec().array("readinessGates").objects()) {
            String type = gate.string("conditionType");
            if (!Story.isTrue(pod, type)) {
                closed.add(Finding.waits("its readiness gate " + type + " isn't True")
                        .next("whoever sets that condition (not this node) has to"));
            }
        }
        return closed;
    }
}
