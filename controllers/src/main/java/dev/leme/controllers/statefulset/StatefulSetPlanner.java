package dev.leme.controllers.statefulset;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.apps.v1.StatefulSetSpec;
import dev.leme.api.apps.v1.StatefulSetStatus;
import dev.leme.api.apps.v1.StatefulSetUpdateStrategy;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.json.IntOrString;
import dev.leme.controllers.workload.TemplateHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Plans what a StatefulSet needs next. Three parts follow each other, and each runs only when the one before has nothing
 * left to do or to wait for: the pods of the wanted ordinals in their order, the surplus pods from the highest ordinal
 * down, and the replacement of pods of an old revision from the highest ordinal down. A Parallel set waits for no pod in
 * the first two.
 */
final class StatefulSetPlanner {

    private final StatefulSetState state;
    private final StatefulSet set;
    private final StatefulSetSpec spec;
    private final Instant now;
    private final Duration minReady;
    private final SetRevisions revisions;
    private final SetStatus status;
    private final int first;
    private final int end;
    private final boolean ordered;
    private final Map<Integer, Member> replicas = new HashMap<>();
    private final TreeMap<Integer, Member> condemned = new TreeMap<>();
    private final List<Step> steps = new ArrayList<>();
    private Duration again = Duration.ZERO;

    private StatefulSetPlanner(StatefulSetState state, Instant now) {
        this.state = state;
        this.set = state.set();
        this.spec = set.spec();
        this.now = now;
        this.revisions = SetRevisions.plan(state);
        this.minReady = Duration.ofSeconds(spec.minReadySeconds());
        this.status = new SetStatus(set, revisions, minReady, now);
        this.first = spec.ordinals().start();
        this.end = first + Identity.replicas(set);
        this.ordered = !spec.podManagementPolicy().equals("Parallel");
    }

    static StatefulSetPlan plan(StatefulSetState state, Instant now) {
        return new StatefulSetPlanner(state, now).plan();
    }

    private StatefulSetPlan plan() {
        sortPods();
        StatefulSetStatus observed = status.build();
        if (!set.metadata().hasDeletionTimestamp()) {
            steps.addAll(revisions.steps());
            mendClaims();
            if (fillOrdinals() && removeCondemned()) {
                replaceOldRevisions();
            }
        }
        status.complete();
        return new StatefulSetPlan(List.copyOf(steps), observed, status.build(), again);
    }

    private void sortPods() {
        for (Member member : state.members()) {
            int ordinal = member.ordinal();
            boolean wanted = ordinal >= first && ordinal < end;
            (wanted ? replicas : condemned).put(ordinal, member);
            status.count(member);
            wakeWhenAvailable(member);
        }
    }

    private void wakeWhenAvailable(Member member) {
        Duration left = member.untilAvailable(minReady, now);
        if (!left.isZero() && (again.isZero() || left.compareTo(again) < 0)) {
            again = left;
        }
    }

    /** Brings the claims that are there in line: who owns them, and how large they are. */
    private void mendClaims() {
        for (PersistentVolumeClaim template : spec.volumeClaimTemplates()) {
            for (int ordinal = first; ordinal < end; ordinal++) {
                mendClaim(template, ordinal, replicas.get(ordinal), false);
            }
            condemned.forEach((ordinal, member) -> mendClaim(template, ordinal, member, true));
        }
    }

    private void mendClaim(PersistentVolumeClaim template, int ordinal, @Nullable Member member, boolean isCondemned) {
        PersistentVolumeClaim claim = state.claims().get(Identity.claimName(template, set, ordinal));
        if (claim == null) {
            return;
        }
        PersistentVolumeClaim corrected =
                member == null ? null : Retention.corrected(set, claim, member.pod(), isCondemned);
        PersistentVolumeClaim grown = ClaimGrowth.grown(claim, template);
        if (corrected != null) {
            steps.add(new Step.UpdateClaim(corrected));
        } else if (grown != null) {
            steps.add(new Step.GrowClaim(grown));
        }
    }

    /** Whether the next part may begin. */
    private boolean fillOrdinals() {
        boolean complete = true;
        for (int ordinal = first; ordinal < end; ordinal++) {
            Member member = replicas.get(ordinal);
            boolean settled = member == null ? create(ordinal) : keep(member);
            complete &= settled;
            if (!settled && ordered) {
                return false;
            }
        }
        return complete || !ordered;
    }

    /** Whether the ordinal is settled: never, for a pod that is only being created. */
    private boolean create(int ordinal) {
        ControllerRevision revision = revisionFor(ordinal);
        String name = revision.metadata().name();
        Pod pod = Identity.pod(set, TemplateHistory.template(revision), name, ordinal);
        if (createClaims(ordinal, pod)) {
            steps.add(new Step.CreatePod(pod));
            status.count(Member.of(set, pod));
        }
        return false;
    }

    private ControllerRevision revisionFor(int ordinal) {
        return needsCurrent(ordinal) ? revisions.current() : revisions.update();
    }

    private boolean needsCurrent(int ordinal) {
        StatefulSetUpdateStrategy strategy = spec.updateStrategy();
        if (!isRolling(strategy)) {
            return false;
        }
        int old = strategy.hasRollingUpdate()
                ? strategy.rollingUpdate().partition()
                : set.status().currentReplicas();
        return ordinal < first + old;
    }

    private static boolean isRolling(StatefulSetUpdateStrategy strategy) {
        return !strategy.type().equals("OnDelete");
    }

    private boolean createClaims(int ordinal, Pod pod) {
        for (PersistentVolumeClaim wanted : Identity.claims(set, ordinal)) {
            PersistentVolumeClaim claim = state.claims().get(wanted.metadata().name());
            if (claim == null) {
                PersistentVolumeClaim owned = Retention.corrected(set, wanted, null, false);
                steps.add(new Step.CreateClaim(owned == null ? wanted : owned, pod));
            } else if (claim.metadata().hasDeletionTimestamp() || Retention.goesWithPredecessor(claim, pod)) {
                return await(pod, Step.Reason.CLAIM_GONE);
            }
        }
        return true;
    }

    private boolean keep(Member member) {
        Pod pod = member.pod();
        if (member.isEnded()) {
            if (!member.isTerminating()) {
                steps.add(new Step.ReplacePod(pod));
                status.uncount(member);
            }
            return await(pod, Step.Reason.GONE);
        }
        if (member.isTerminating()) {
            return await(pod, Step.Reason.GONE);
        }
        if (member.isPending()) {
            createClaims(member.ordinal(), pod);
        }
        if (!member.isLabelled()) {
            steps.add(new Step.UpdatePod(Identity.repaired(pod, member.ordinal())));
        }
        if (isBrokenRemnant(member)) {
            String revision = revisionFor(member.ordinal()).metadata().name();
            steps.add(new Step.HealPod(pod, revision));
            status.uncount(member);
            replicas.remove(member.ordinal());
            return await(pod, Step.Reason.GONE);
        }
        if (!member.isReady()) {
            return await(pod, Step.Reason.READY);
        }
        return isAvailable(member) || await(pod, Step.Reason.AVAILABLE);
    }

    /** Whether the pod never became healthy, and is of a template that is no longer wanted at its ordinal. */
    private boolean isBrokenRemnant(Member member) {
        return !member.isReady() && isStale(member) && Health.isHealing(set) && Health.neverHealthy(member.pod());
    }

    private boolean isStale(Member member) {
        String revision = member.revision();
        int ordinal = member.ordinal();
        return isRolling(spec.updateStrategy())
                && !revision.isEmpty()
                && !revision.equals(revisionFor(ordinal).metadata().name())
                && (ordinal >= lowestUpdated() || isOld(member));
    }

    private boolean isAvailable(Member member) {
        return member.isAvailable(minReady, now);
    }

    private boolean await(Pod pod, Step.Reason reason) {
        steps.add(new Step.Await(pod, reason));
        return false;
    }

    /** Whether the next part may begin. */
    private boolean removeCondemned() {
        Member firstUnhealthy = condemned.isEmpty() ? null : firstUnhealthy();
        for (Member member : condemned.descendingMap().values()) {
            if (member.isTerminating()) {
                if (ordered) {
                    return await(member.pod(), Step.Reason.GONE);
                }
                continue;
            }
            if (ordered && firstUnhealthy != null && !isAvailable(member) && !member.equals(firstUnhealthy)) {
                return await(firstUnhealthy.pod(), Step.Reason.READY);
            }
            delete(member);
            if (ordered) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Member firstUnhealthy() {
        return state.members().stream()
                .filter(member -> !member.isHealthy())
                .min(Comparator.comparingInt(Member::ordinal))
                .orElse(null);
    }

    private void delete(Member member) {
        steps.add(new Step.DeletePod(member.pod()));
        status.uncount(member);
    }

    /**
     * Takes the pods that are to be replaced, from the highest ordinal down, while fewer are away than may be. A pod that isn't
     * ready anyway costs nothing: a Parallel set takes those of an old revision first, and all of them (an OrderedReady set
     * doesn't get here with one). Pods that are away for whatever other reason count.
     */
    private void replaceOldRevisions() {
        StatefulSetUpdateStrategy strategy = spec.updateStrategy();
        if (!isRolling(strategy)) {
            return;
        }
        List<Member> old = oldFromTheTop();
        old.stream().filter(member -> !member.isReady()).forEach(this::delete);
        int allowed = maxUnavailable(strategy) - unavailable();
        old.stream().filter(Member::isReady).limit(Math.max(0, allowed)).forEach(this::delete);
    }

    private List<Member> oldFromTheTop() {
        List<Member> old = new ArrayList<>();
        for (int ordinal = end - 1; ordinal >= lowestUpdated(); ordinal--) {
            Member member = replicas.get(ordinal);
            if (member != null && !member.isTerminating() && !member.isEnded() && isOld(member)) {
                old.add(member);
            }
        }
        return old;
    }

    private boolean isOld(Member member) {
        return !member.revision().equals(revisions.update().metadata().name());
    }

    private int lowestUpdated() {
        return first + spec.updateStrategy().rollingUpdate().partition();
    }

    private int unavailable() {
        int unavailable = 0;
        for (int ordinal = first; ordinal < end; ordinal++) {
            Member member = replicas.get(ordinal);
            unavailable += member == null || member.isTerminating() || !isAvailable(member) ? 1 : 0;
        }
        return unavailable;
    }

    /** A share is rounded down, but is one at least; without one it is one at a time. */
    private int maxUnavailable(StatefulSetUpdateStrategy strategy) {
        IntOrString most = strategy.rollingUpdate().maxUnavailable();
        return strategy.rollingUpdate().hasMaxUnavailable() ? Math.max(1, most.scaled(end - first, false)) : 1;
    }
}
