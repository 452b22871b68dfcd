package dev.leme.cluster.why;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.quota.PodAmounts;
import dev.leme.api.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Why a pod has no node: the scheduler's own verdict, filter by filter, in plainer words. */
final class SchedulingReasons {

    private static final Pattern COUNTED = Pattern.compile("(\\d+) (.+)");
    private static final Pattern INSUFFICIENT = Pattern.compile("Insufficient (\\S+)");
    private static final Pattern TAINT = Pattern.compile(".*untolerated taint(?:\\(s\\))?(?: \\{(.*)\\})?");
    private static final String DEFAULT_SCHEDULER = "default-scheduler";

    private final Facts facts;
    private final ApiObject pod;

    SchedulingReasons(Facts facts, ApiObject pod) {
        this.facts = facts;
        this.pod = pod;
    }

    Finding explain() {
        Finding waits = Finding.waits("pod " + pod.name() + " is Pending: it has no node yet");
        String scheduler = pod.spec().string("schedulerName");
        List<String> gates = pod.spec().array("schedulingGates").objects().stream()
                .map(gate -> gate.string("name"))
                .toList();
        if (!gates.isEmpty()) {
            return waits.because(Finding.waits("it is held back by scheduling gates: " + String.join(", ", gates))
                    .next("whoever put the gates there takes them out of spec.schedulingGates"));
        } else if (!scheduler.isEmpty() && !scheduler.equals(DEFAULT_SCHEDULER)) {
            return waits.because(
                    Finding.waits("it asks for the scheduler '" + scheduler + "', not for " + DEFAULT_SCHEDULER)
                            .next("start that scheduler, or leave out spec.schedulerName"));
        }
        String verdict = Story.condition(pod, "PodScheduled").string("message");
        if (verdict.isEmpty()) {
            verdict = Story.latest(facts, pod, "FailedScheduling").orElse("");
        }
        return verdict.isEmpty()
                ? waits.because(Finding.note("the scheduler has not looked at it yet"))
                : waits.because(reasons(verdict));
    }

    private List<Finding> reasons(String verdict) {
        List<Finding> reasons = new ArrayList<>();
        if (verdict.contains("persistentvolumeclaim") || verdict.contains("PersistentVolumeClaim")) {
            reasons.addAll(new VolumeReasons(facts, pod).claims());
        }
        int start = verdict.indexOf("available: ");
        int end = verdict.indexOf(" preemption: ");
        String nodes =
                verdict.substring(start < 0 ? 0 : start + "available: ".length(), end < 0 ? verdict.length() : end);
        for (String part : withoutDot(nodes).split(", (?=\\d+ )", -1)) {
            Matcher counted = COUNTED.matcher(part);
            if (counted.matches()) {
                reasons.add(filter(Integer.parseInt(counted.group(1)), counted.group(2)));
            }
        }
        clearing().ifPresent(reasons::add);
        reasons.add(new NodeVerdicts(facts, pod).explain());
        reasons.add(Finding.note("the scheduler in its own words: " + verdict));
        return reasons;
    }

    /** The node that less important pods are made to leave for it. */
    private Optional<Finding> clearing() {
        String node = pod.status().string("nominatedNodeName");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        String leaving = facts.list(Resources.PODS, "").stream()
                .filter(other ->
                        other.isDeleting() && other.spec().string("nodeName").equals(node))
                .map(other -> other.namespace() + "/" + other.name())
                .sorted()
                .collect(Collectors.joining(", "));
        return Optional.of(Finding.waits("node " + node + " is being cleared for it"
                + (leaving.isEmpty() ? "" : "; these are on their way out: " + leaving)));
    }

    private static String withoutDot(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private Finding filter(int count, String reason) {
        String nodes = count == 1 ? "1 node" : count + " nodes";
        Matcher insufficient = INSUFFICIENT.matcher(reason);
        Matcher taint = TAINT.matcher(reason);
        if (insufficient.matches()) {
            return insufficient(nodes, insufficient.group(1));
        } else if (taint.matches()) {
            return Finding.waits(nodes + ": a taint that the pod does not tolerate"
                            + (taint.group(1) == null
                                    ? ""
                                    : ": " + taint.group(1).replaceFirst(": $", "")))
                    .next("give the pod a toleration, or take the taint away: kubectl taint node NODE KEY-");
        } else if (reason.contains("node affinity/selector")) {
            return Finding.waits(nodes + ": not the labels that the pod wants" + wanted())
                    .next(
                            "label a node (kubectl label node NODE KEY=VALUE), or change the pod's nodeSelector or affinity");
        } else if (reason.contains("were unschedulable")) {
            return Finding.waits(nodes + ": cordoned, takes no new pods").next("kubectl uncordon NODE");
        } else if (reason.contains("free ports")) {
            return Finding.waits(nodes + ": the host port that the pod wants is taken")
                    .next("use another hostPort, or a Service instead of one");
        } else if (reason.contains("PersistentVolume's node affinity") || reason.contains("available volume zone")) {
            return Finding.waits(nodes + ": a volume of the pod lies on another node")
                    .next("a local volume can't move: bring its node back, or delete the claim and its data");
        } else if (reason.contains("exceed max volume count")) {
            return Finding.waits(nodes + ": the driver can attach no more volumes there (kubectl get csinode)")
                    .next("remove other pods with volumes of that driver, or add a node");
        } else if (reason.contains("topology spread constraints")) {
            return Finding.waits(nodes + ": the pod's topologySpreadConstraints would be broken there")
                    .next("add nodes in the places with fewer such pods, or use whenUnsatisfiable: ScheduleAnyway");
        } else if (reason.contains("affinity rules")) {
            return Finding.waits(nodes + ": "
                            + (reason.contains("anti-affinity")
                                    ? "there are pods that it must stay away from, or that must stay away from it"
                                    : "none of the pods is there that it must be near"))
                    .next("look at the affinity of this pod and of those beside it, or add a node");
        }
        return Finding.waits(nodes + ": " + reason);
    }

    private String wanted() {
        JsonObject selector = pod.spec().object("nodeSelector");
        return selector.isEmpty() ? "" : " (nodeSelector " + labels(selector) + ")";
    }

    private static String labels(JsonObject labels) {
        return labels.strings().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .collect(Collectors.joining(","));
    }

    private Finding insufficient(String nodes, String resource) {
        List<Finding> each = facts.list(Resources.NODES, "").stream()
                .map(node -> Finding.note(node.name() + " has "
                        + Story.text(node.status().object("allocatable"), resource) + ", of which "
                        + taken(node, resource) + " are asked for by other pods"))
                .toList();
        return Finding.waits(nodes + ": too little " + resource + " free; the pod asks for " + requested(pod, resource))
                .because(each)
                .next("lower resources.requests." + resource + ", remove other pods, or add a node");
    }

    private Quantity taken(ApiObject node, String resource) {
        Quantity sum = Quantity.ZERO;
        for (ApiObject other : facts.list(Resources.PODS, "")) {
            String phase = other.status().string("phase");
            boolean over = phase.equals("Succeeded") || phase.equals("Failed");
            if (other.spec().string("nodeName").equals(node.name()) && !over) {
                sum = sum.add(requested(other, resource));
            }
        }
        return sum;
    }

    private static Quantity requested(ApiObject pod, String resource) {
        return PodAmounts.requests(pod.json()).get(resource);
    }
}
