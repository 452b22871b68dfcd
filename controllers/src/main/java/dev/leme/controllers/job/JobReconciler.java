package dev.leme.controllers.job;

import dev.leme.api.batch.v1.Job;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.TransportException;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Lister;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import dev.leme.controllers.workload.Adoption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a Job's pods, has a round planned, and has it run.
 *
 * <p>Its caches show all that it has been told it wrote. A write whose answer was lost may have happened or not: until the
 * caches show what the server has, nothing is planned, lest a pod be made twice. A restart begins with full caches, so
 * nothing is lost with that note.
 */
final class JobReconciler implements Reconciler<ObjectKey> {

    private static final Duration SOON = Duration.ofMillis(50);
    private static final String JOB_NAME = "batch.kubernetes.io/job-name";

    private final ApiClient client;
    private final Clock clock;
    private final JobRunner runner;
    private final Lister<Job> jobs;
    private final Lister<ApiObject> pods;
    private final Set<ObjectKey> doubtful = ConcurrentHashMap.newKeySet();

    JobReconciler(ApiClient client, Clock clock, JobRunner runner, Informer jobs, Informer pods) {
        this.client = client;
        this.clock = clock;
        this.runner = runner;
        this.jobs = jobs.lister(Job::of);
        this.pods = pods.lister();
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Job job = jobs.find(key);
        if (job != null && !JobPlanner.isManaged(job)) {
            return Outcome.DONE;
        }
        strays(key, job).forEach(runner::release);
        if (job == null) {
            doubtful.remove(key);
            return Outcome.DONE;
        }
        if (doubtful.contains(key) && !isUpToDate(job)) {
            return Outcome.again(SOON);
        }
        doubtful.remove(key);
        return run(key, job);
    }

    private Outcome run(ObjectKey key, Job job) throws InterruptedException {
        try {
            JobPlan plan = JobPlanner.plan(job, gather(job), clock.now());
            runner.run(job, plan);
            return plan.again().isZero() ? Outcome.DONE : Outcome.again(plan.again());
        } catch (TransportException lost) {
            doubtful.add(key);
            throw lost;
        }
    }

    private List<Pod> gather(Job job) {
        LabelSelector selector = LabelSelector.of(job.spec().selector().json());
        List<ApiObject> candidates = Adoption.candidates(pods, job.object(), selector);
        return Adoption.plan(job.object(), selector, candidates, pod -> true)
                .run(client, Resources.JOBS, Resources.PODS, job.object(), JobPod.FINALIZER)
                .stream()
                .map(Pod::of)
                .toList();
    }

    /** Pods that wait to be counted by a Job that isn't there any more. */
    private List<JobPod> strays(ObjectKey key, @Nullable Job job) {
        return pods.list(key.namespace()).stream()
                .filter(pod -> pod.finalizers().contains(JobPod.FINALIZER) && isStray(pod, key, job))
                .map(pod -> new JobPod(Pod.of(pod)))
                .toList();
    }

    private static boolean isStray(ApiObject pod, ObjectKey key, @Nullable Job job) {
        JsonObject controller = pod.controllerReference();
        if (controller == null) {
            return job == null && key.name().equals(pod.labels().get(JOB_NAME));
        }
        boolean named = controller.string("kind").equals("Job")
                && controller.string("name").equals(key.name());
        return named && (job == null || !job.metadata().uid().equals(controller.string("uid")));
    }

    private boolean isUpToDate(Job job) {
        ApiObject stored = client.find(
                Resources.JOBS, job.metadata().namespace(), job.metadata().name());
        if (stored == null || !stored.resourceVersion().equals(job.metadata().resourceVersion())) {
            return false;
        }
        return client.list(Resources.PODS, job.metadata().namespace()).stream()
                .filter(pod -> pod.isControlledBy(stored))
                .allMatch(pod -> pods.find(ObjectKey.of(pod)) != null);
    }
}
