package dev.leme.cluster.why;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why a workload hasn't the pods that it should have. */
final class WorkloadReasons {

    /** Of many pods in the same trouble, a few tell all. */
    private static final int MOST_PODS = 5;

    private static final String REVISION = "deployment.kubernetes.io/revision";

    private final Facts facts;
    private final ApiObject workload;

    WorkloadReasons(Facts facts, ApiObject workload) {
        this.facts = facts;
        this.workload = workload;
    }

    Finding deployment() {
        List<Finding> reasons = new ArrayList<>(common());
        if (workload.spec().bool("paused")) {
            reasons.add(Finding.waits("its rollout is paused: changes of the template wait")
                    .next("kubectl rollout resume deployment/" + workload.name() + inNamespace()));
        }
        JsonObject progress = Story.condition(workload, "Progressing");
        if (progress.string("reason").equals("ProgressDeadlineExceeded")) {
            reasons.add(Finding.broken("its rollout is stuck: no progress within "
                            + workload.spec().number("progressDeadlineSeconds", 600) + " s")
                    .next("mend the template and apply it, or go back: kubectl rollout undo deployment/"
                            + workload.name() + inNamespace()));
        }
        JsonObject failure = Story.condition(workload, "ReplicaFailure");
        if (failure.string("status").equals("True")) {
            reasons.add(refused(failure.string("message")));
        }
        newest().ifPresent(replicas -> reasons.addAll(new WorkloadReasons(facts, replicas).pods(Finding.State.WAITS)));
        long replicas = replicas();
        boolean done = status("updatedReplicas") >= replicas
                && status("availableReplicas") >= replicas
                && status("replicas") <= replicas;
        return summary(
                done,
                status("availableReplicas") + " of " + replicas + " pods are available, " + status("updatedReplicas")
                        + " of them of the newest template",
                reasons);
    }

    private Optional<ApiObject> newest() {
        return owned(Resources.REPLICA_SETS).stream().max((one, other) -> Long.compare(revision(one), revision(other)));
    }

    private static long revision(ApiObject replicas) {
        String text = replicas.annotations().getOrDefault(REVISION, "0");
        return text.chars().allMatch(Character::isDigit) && !text.isEmpty() ? Long.parseLong(text) : 0;
    }

    Finding replicaSet() {
        List<Finding> reasons = new ArrayList<>(common());
        reasons.addAll(pods(Finding.State.WAITS));
        return summary(
                status("readyReplicas") >= replicas() && status("replicas") <= replicas(),
                status("readyReplicas") + " of " + replicas() + " pods are ready",
                reasons);
    }

    Finding daemonSet() {
        List<Finding> reasons = new ArrayList<>(common());
        reasons.addAll(pods(Finding.State.WAITS));
        long wanted = status("desiredNumberScheduled");
        boolean done = status("numberAvailable") >= wanted && status("updatedNumberScheduled") >= wanted;
        if (wanted == 0) {
            reasons.add(Finding.note("no node is meant for it: see its nodeSelector, affinity and tolerations"));
        }
        return summary(done, status("numberAvailable") + " of " + wanted + " nodes have their pod", reasons);
    }

    Finding job() {
        List<Finding> reasons = new ArrayList<>(common());
        JsonObject failed = Story.condition(workload, "Failed");
        long wanted = workload.spec().number("completions", 1);
        String text = status("succeeded") + " of " + wanted + " pods have done their work";
        if (failed.string("status").equals("True")) {
            reasons.add(Finding.broken("it has failed (" + failed.string("reason") + "): " + failed.string("message"))
                    .next("a Job doesn't start again: delete it, mend the template, make it anew"));
            reasons.addAll(pods(Finding.State.BROKEN));
            return new Finding(Finding.State.BROKEN, Story.name(workload) + ": " + text, "", reasons);
        }
        if (workload.spec().bool("suspend")) {
            reasons.add(Finding.waits("it is suspended")
                    .next("kubectl patch job " + workload.name() + inNamespace()
                            + " -p '{\"spec\":{\"suspend\":false}}'"));
        }
        boolean done = Story.isTrue(workload, "Complete");
        if (!done) {
            if (status("failed") > 0) {
                reasons.add(Finding.note(status("failed") + " of its pods have failed; after "
                        + workload.spec().number("backoffLimit", 6) + " it gives up"));
            }
            reasons.addAll(pods(Finding.State.WAITS));
        }
        return summary(done, text, reasons);
    }

    /** What holds any of them back: a deletion, a refused pod, a controller that hasn't looked yet. */
    List<Finding> common() {
        List<Finding> reasons = new ArrayList<>();
        if (workload.isDeleting()) {
            reasons.add(Story.deleting(workload, "its pods go first"));
        }
        if (status("observedGeneration") < workload.generation()) {
            reasons.add(Finding.waits("its controller has not seen the last change yet"));
        }
        if (owned(Resources.PODS).size() < replicas()) {
            Story.latest(facts, workload, "FailedCreate").ifPresent(message -> reasons.add(refused(message)));
        }
        return reasons;
    }

    private static Finding refused(String message) {
        Finding refused = Finding.broken("a pod could not be made: " + message);
        if (message.contains("exceeded quota")) {
            return refused.next("raise the quota (kubectl get resourcequota), ask for less, or remove other pods");
        } else if (message.contains("serviceaccount") && message.contains("not found")) {
            return refused.next("kubectl create serviceaccount with that name, or name another in the template");
        }
        return refused.next("mend the pod template as the message says, and apply it again");
    }

    /** What is wrong with its pods: the first few of those that aren't well. */
    private List<Finding> pods(Finding.State least) {
        List<Finding> troubles = new ArrayList<>();
        int more = 0;
        for (ApiObject pod : owned(Resources.PODS)) {
            Finding finding = new PodReasons(facts, pod).explain();
            if (finding.state().compareTo(least) >= 0 && troubles.size() < MOST_PODS) {
                troubles.add(finding);
            } else if (finding.state().compareTo(least) >= 0) {
                more++;
            }
        }
        if (more > 0) {
            troubles.add(Finding.note("and " + more + " more pods that are not well"));
        }
        return troubles;
    }

    List<ApiObject> owned(Resource resource) {
        return facts.list(resource, workload.namespace()).stream()
                .filter(object -> object.isControlledBy(workload))
                .toList();
    }

    Finding summary(boolean done, String text, List<Finding> reasons) {
        boolean trouble = !done || Finding.worst(reasons).isTrouble();
        Finding.State state = Finding.worst(reasons) == Finding.State.BROKEN
                ? Finding.State.BROKEN
                : trouble ? Finding.State.WAITS : Finding.State.OK;
        return new Finding(state, Story.name(workload) + ": " + text, "", reasons);
    }

    private long replicas() {
        return workload.spec().number("replicas", workload.spec().number("parallelism", 0));
    }

    private long status(String field) {
        return workload.status().number(field, 0);
    }

    private String inNamespace() {
        return " -n " + workload.namespace();
    }
}
