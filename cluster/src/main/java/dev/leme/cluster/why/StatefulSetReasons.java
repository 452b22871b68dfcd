package dev.leme.cluster.why;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a StatefulSet hasn't its pods: which pod it waits for, who waits for that one, and why it isn't ready. */
final class StatefulSetReasons {

    private static final String REVISION = "controller-revision-hash";

    private final Facts facts;
    private final ApiObject set;
    private final WorkloadReasons workload;

    StatefulSetReasons(Facts facts, ApiObject set) {
        this.facts = facts;
        this.set = set;
        this.workload = new WorkloadReasons(facts, set);
    }

    Finding explain() {
        List<Finding> reasons = new ArrayList<>(workload.common());
        if (isOrdered()) {
            ordered().ifPresent(reasons::add);
        } else {
            pods().filter(pod -> pod.state().isTrouble()).forEach(reasons::add);
        }
        update().ifPresent(reasons::add);
        long ready = set.status().number("readyReplicas", 0);
        boolean done = ready >= replicas() && set.status().number("replicas", 0) <= replicas();
        return workload.summary(done, ready + " of " + replicas() + " pods are ready", reasons);
    }

    private boolean isOrdered() {
        return !set.spec().string("podManagementPolicy").equals("Parallel");
    }

    private long replicas() {
        return set.spec().number("replicas", 1);
    }

    private long first() {
        return set.spec().object("ordinals").number("start", 0);
    }

    private Stream<Finding> pods() {
        return LongStream.range(first(), first() + replicas()).mapToObj(this::pod);
    }

    private Finding pod(long ordinal) {
        ApiObject pod = find(ordinal);
        return pod == null ? missing(ordinal) : new PodReasons(facts, pod).explain();
    }

    private @Nullable ApiObject find(long ordinal) {
        return facts.find(Resources.PODS, set.namespace(), set.name() + "-" + ordinal);
    }

    private Finding missing(long ordinal) {
        List<Finding> claims = new ArrayList<>();
        set.spec().array("volumeClaimTemplates").objects().forEach(template -> {
            String name = template.object("metadata").string("name") + "-" + set.name() + "-" + ordinal;
            ApiObject claim = facts.find(Resources.PERSISTENT_VOLUME_CLAIMS, set.namespace(), name);
            if (claim != null && claim.isDeleting()) {
                claims.add(new ClaimReasons(facts, claim).explain());
            }
        });
        return Finding.waits("pod " + set.name() + "-" + ordinal + " does not exist yet")
                .because(claims);
    }

    /** The first pod that isn't ready holds up all after it. */
    private Optional<Finding> ordered() {
        for (long ordinal = first(); ordinal < first() + replicas(); ordinal++) {
            Finding pod = pod(ordinal);
            if (pod.state().isTrouble()) {
                return Optional.of(chain(ordinal, pod));
            }
        }
        return Optional.empty();
    }

    private Finding chain(long ordinal, Finding pod) {
        long waiting = ordinal + 1;
        if (waiting >= first() + replicas() || find(waiting) != null) {
            return pod;
        }
        long last = first() + replicas() - 1;
        String who = set.name() + "-" + waiting + (last > waiting ? " to " + set.name() + "-" + last : "");
        return new Finding(
                pod.state(),
                who + (last > waiting ? " wait for " : " waits for ") + set.name() + "-" + ordinal
                        + ": pods of this set start one after the other, each when the one before is ready",
                "",
                List.of(pod));
    }

    private Optional<Finding> update() {
        String wanted = set.status().string("updateRevision");
        String strategy = set.spec().object("updateStrategy").string("type");
        long partition =
                set.spec().object("updateStrategy").object("rollingUpdate").number("partition", 0);
        List<String> old = workload.owned(Resources.PODS).stream()
                .filter(pod -> !wanted.isEmpty()
                        && !pod.labels().getOrDefault(REVISION, wanted).equals(wanted))
                .map(ApiObject::name)
                .sorted()
                .toList();
        if (old.isEmpty()) {
            return Optional.empty();
        }
        String text = "of the former template still: " + String.join(", ", old);
        if (strategy.equals("OnDelete")) {
            return Optional.of(Finding.note(text + " (updateStrategy OnDelete: each is made anew when you delete it)"));
        }
        List<String> held =
                old.stream().filter(name -> ordinal(name) < partition).toList();
        if (held.size() == old.size()) {
            return Optional.of(Finding.note(
                    text + " (updateStrategy partition " + partition + " keeps those below it as they are)"));
        }
        return Optional.of(Finding.waits(
                text + "; they are replaced from the last to the first, each when the one" + " before it is ready"));
    }

    private static long ordinal(String pod) {
        return Long.parseLong(pod.substring(pod.lastIndexOf('-') + 1));
    }
}
