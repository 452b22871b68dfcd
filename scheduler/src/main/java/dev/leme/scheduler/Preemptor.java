package dev.leme.scheduler;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.policy.v1.PodDisruptionBudget;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.client.informer.Lister;
import dev.leme.scheduler.filter.PodFilters;
import dev.leme.scheduler.filter.Refused;
import dev.leme.scheduler.filter.Verdict;
import dev.leme.scheduler.preemption.Budget;
import dev.leme.scheduler.preemption.Candidate;
import dev.leme.scheduler.preemption.Preemption;
import dev.leme.scheduler.snapshot.ClusterImage;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes room for a pod that fits nowhere: it waits for a node then, which others are made to leave. */
final class Preemptor {

    private final PodWriter writer;
    private final ClusterImage image;
    private final Informer informer;
    private final Lister<PodDisruptionBudget> budgets;
    private final Set<String> evicted = ConcurrentHashMap.newKeySet();

    Preemptor(PodWriter writer, ClusterImage image, Informers informers) {
        this.writer = writer;
        this.image = image;
        this.informer = informers.get(Resources.POD_DISRUPTION_BUDGETS);
        this.budgets = informer.lister(PodDisruptionBudget::of);
    }

    Informer informer() {
        return informer;
    }

    /** Which node to clear for the pod, if any. */
    Preemption.Outcome plan(PodDemand pod, List<Refused> refused, PodFilters filters) {
        List<Budget> allowed = budgets.list().stream().map(Budget::of).toList();
        return Preemption.plan(pod, image.nominationOf(pod.uid()), refused, filters, allowed, this::isLeaving);
    }

    /** The watch may not have told yet. */
    private boolean isLeaving(PodDemand pod) {
        return pod.isLeaving() || evicted.contains(pod.uid());
    }

    /** The node counts as awaited by the pod from now on, and no more by less important ones. */
    List<PodDemand> nominate(PodDemand pod, Candidate candidate) {
        image.nominate(pod, candidate.node().name());
        candidate.victims().forEach(victim -> evicted.add(victim.uid()));
        List<PodDemand> outdone = candidate.node().nominated().stream()
                .filter(other -> other.priority() < pod.priority())
                .toList();
        outdone.forEach(other -> image.denominate(other.uid()));
        return outdone;
    }

    /** Tells the pod what it waits for, and makes the victims leave. */
    void makeRoom(PodDemand pod, Verdict verdict, Candidate candidate, List<PodDemand> outdone) {
        String node = candidate.node().name();
        try {
            writer.refuse(pod.pod(), verdict, node);
            candidate.victims().forEach(victim -> evict(victim, pod.pod(), node));
            outdone.forEach(other -> writer.clearNomination(other.pod()));
        } finally {
            candidate.victims().forEach(victim -> evicted.remove(victim.uid()));
        }
    }

    private void evict(PodDemand victim, Pod pod, String node) {
        try {
            writer.preempt(victim.pod(), pod, node);
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND)) {
                throw refused;
            }
        }
    }
}
