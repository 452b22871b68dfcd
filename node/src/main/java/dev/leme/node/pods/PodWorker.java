package dev.leme.node.pods;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.base.life.TaskGroup;
import dev.leme.base.retry.Backoff;
import dev.leme.base.time.Clock;
import dev.leme.client.PatchType;
import dev.leme.client.TransportException;
import dev.leme.client.informer.Informer;
import dev.leme.node.blueprint.Sysctls;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.Ending;
import dev.leme.node.observed.Instance;
import dev.leme.node.observed.Observation;
import dev.leme.node.observed.Retry;
import dev.leme.node.probes.ProbeVerdicts;
import dev.leme.node.resize.Refusal;
import dev.leme.node.resize.ResizeMessages;
import dev.leme.node.runtime.RuntimeFailure;
import dev.leme.node.runtime.SandboxStatus;
import dev.leme.node.status.StatusPatch;
import dev.leme.node.volumes.EmptyDirLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Makes one pod on this node what its object says, from its first sight until nothing of it is left. One thread gathers,
 * plans and hands out steps, whenever something wakes it: a change of the object, an event of the runtime, a probe, a step
 * that has ended, a timer. It may be woken for nothing.
 */
public final class PodWorker implements ContainerIndex {
    private static final Logger LOG = System.getLogger(PodWorker.class.getName());
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(20));
    private static final Duration EVICTION_GRACE = Duration.ofSeconds(1);
    private static final String STATUS = "status";

    /** What the agent wants to hear from its workers. */
    public interface Owner {
        /** From now on events about this container or sandbox are for the worker. */
        void owns(String id, PodWorker worker);

        /** Nothing is left of the pod; the worker has ended. */
        void finished(PodWorker worker);
    }

    private final NodeServices node;
    private final Owner owner;
    private final TaskGroup tasks;
    private final PodState state;
    private final StepRunner runner;
    private final ContainerObserver observer;
    private final ProbeBook probes;
    private final Semaphore wakeUps = new Semaphore(1);
    private final Map<String, String> sandboxOf = new ConcurrentHashMap<>();
    private final Set<String> dirty = ConcurrentHashMap.newKeySet();
    private final Map<String, Retry> delays = new ConcurrentHashMap<>();
    private volatile JsonObject shownStatus;
    private volatile @Nullable JsonObject writtenStatus;
    private volatile long writtenRevision;
    private volatile Observation lastSeen;
    private volatile PodPlan lastPlan = PodPlan.NOTHING;
    /** When to plan again, collected during a round; the loop's alone, like the timer. */
    private final List<Instant> later = new ArrayList<>();

    private Clock.@Nullable Timer timer;

    public PodWorker(PodManifest pod, NodeServices node, Owner owner, TaskGroup tasks) {
        this.node = node;
        this.owner = owner;
        this.tasks = tasks;
        this.state = new PodState(pod, node.clock());
        this.runner = new StepRunner(node, state, this);
        this.observer = new ContainerObserver(node.runtime(), node.logs());
        this.probes = new ProbeBook(node, this::wake);
        this.shownStatus = pod.object().status();
        this.lastSeen = state.observe(Map.of());
    }

    /** Takes over what the runtime has of the pod, and begins. */
    public void start(List<SandboxStatus> sandboxes, Map<String, String> containers) {
        for (SandboxStatus sandbox : sandboxes) {
            addSandbox(sandbox.id());
            state.sandbox(sandbox);
        }
        containers.forEach((id, sandbox) -> {
            add(id, sandbox);
            dirty.add(id);
        });
        PodManifest pod = state.pod();
        if (pod.isDeleting()) {
            state.update(pod);
        }
        if (sandboxes.isEmpty() && !pod.isTerminal()) {
            Sysctls.refusal(pod).ifPresent(why -> reject(pod, "SysctlForbidden", why));
        }
        node.room().take(pod);
        node.sources().hold(pod, this::sourcesChanged);
        tasks.start("pod " + pod.namespace() + "/" + pod.name(), this::loop);
    }

    /** The node doesn't take the pod. */
    private void reject(PodManifest pod, String reason, String message) {
        node.events().warning(pod, reason, message);
        state.decideEnd(reason, "Pod was rejected: " + message);
    }

    /** Looks whether the pod keeps to the sizes of its empty directories; it goes when it doesn't. */
    public void checkUsage() {
        PodManifest pod = state.pod();
        if (lastSeen.ending().isPresent() || pod.isTerminal()) {
            return;
        }
        new EmptyDirLimits(node.directories()).exceeded(pod).ifPresent(why -> {
            if (state.decideEnd(Ending.EVICTED, why, EVICTION_GRACE)) {
                node.events().warning(pod, Ending.EVICTED, why);
                wake();
            }
        });
    }

    public PodManifest pod() {
        return state.pod();
    }

    /** What was seen when it last planned. */
    public Observation seen() {
        return lastSeen;
    }

    /** The last plan, for debugging. */
    public PodPlan plan() {
        return lastPlan;
    }

    /** The object has changed. */
    public void update(ApiObject pod) {
        PodManifest before = state.pod();
        PodManifest after = PodManifest.of(pod);
        state.update(after);
        if (!before.spec().equals(after.spec())) {
            node.sources().hold(after, this::sourcesChanged);
        }
        wake();
    }

    /** The object is gone. */
    public void gone() {
        state.gone();
        wake();
    }

    /** The runtime has news of this container or sandbox of the pod. A container may have ended with its sandbox. */
    public void changed(String id) {
        dirty.add(id);
        String sandbox = sandboxOf.get(id);
        if (sandbox != null) {
            dirty.add(sandbox);
        }
        wake();
    }

    @Override
    public void suspect(String sandboxId) {
        changed(sandboxId);
    }

    /** News may have been missed. */
    public void resync() {
        dirty.addAll(sandboxOf.keySet());
        dirty.addAll(state.sandboxIds());
        wake();
    }

    /** Something that the pod takes files or room from has changed. */
    void sourcesChanged() {
        state.sourcesChanged();
        wake();
    }

    @Override
    public void wake() {
        wakeUps.release();
    }

    @Override
    public void add(String containerId, String sandboxId) {
        sandboxOf.put(containerId, sandboxId);
        owner.owns(containerId, this);
    }

    @Override
    public void addSandbox(String sandboxId) {
        owner.owns(sandboxId, this);
    }

    private void loop() {
        try {
            while (!state.isCleaned()) {
                wakeUps.acquire();
                wakeUps.drainPermits();
                turn();
            }
            node.sources().release(state.pod().uid());
            node.room().free(state.pod().uid());
            owner.finished(this);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            cancelTimer();
            probes.close();
        }
    }

    /** One round. A bug in it must not leave the pod alone for good. */
    private void turn() {
        try {
            gatherPlanRun();
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "Pod " + state.pod().fullName() + " could not be planned", bug);
            later.add(node.clock().now().plus(RETRY.most()));
            setTimer();
        }
    }

    private void gatherPlanRun() {
        refresh();
        negotiateResources();
        PodManifest pod = state.pod();
        checkDeadline(pod);
        Map<String, ProbeVerdicts> verdicts = probes.sync(pod, state.observe(Map.of()));
        Observation seen = state.observe(verdicts);
        lastSeen = seen;
        observer.wakeFollowers(seen);
        if (PodOutcome.isFinished(pod, seen)) {
            node.room().free(pod.uid());
        }
        boolean shown = showStatus(pod, seen);
        PodPlan plan = PodPlanner.plan(pod, seen, shown, node.clock().now());
        lastPlan = plan;
        plan.steps().forEach(this::dispatch);
        plan.wakeAt().ifPresent(later::add);
        Instant now = node.clock().now();
        state.volumesRefreshAt().filter(now::isBefore).ifPresent(later::add);
        deadline(pod).filter(now::isBefore).ifPresent(later::add);
        setTimer();
    }

    /** What the pod asks for and doesn't have, it may get now; what it was granted, its containers may have by now. */
    private void negotiateResources() {
        PodManifest asked = state.asked();
        if (lastSeen.ending().isPresent() || asked.isTerminal()) {
            return;
        }
        if (asked.equals(state.pod())) {
            state.resizeWithdrawn();
        } else {
            Optional<Refusal> refusal = node.room().change(asked, this::wake);
            if (refusal.isPresent()) {
                refuseResize(asked, refusal.get());
            } else {
                state.grant(asked);
                node.events().normal(asked, "ResizeStarted", ResizeMessages.of("started", asked, ""));
            }
        }
        if (state.settleResize()) {
            node.events().normal(asked, "ResizeCompleted", ResizeMessages.of("completed", state.pod(), ""));
        }
    }

    private void refuseResize(PodManifest asked, Refusal refusal) {
        if (state.refuse(refusal)) {
            node.events()
                    .warning(
                            asked,
                            "Resize" + refusal.reason(),
                            ResizeMessages.of(refusal.reason(), asked, refusal.message()));
        }
    }

    /** Asks the runtime about what it had news of. */
    private void refresh() {
        for (String id : new HashSet<>(dirty)) {
            dirty.remove(id);
            try {
                refresh(id);
            } catch (RuntimeFailure failure) {
                LOG.log(Level.DEBUG, "cannot see {0}: {1}", id, failure.text());
                dirty.add(id);
                node.clock().schedule(Duration.ofSeconds(1), this::wake);
            }
        }
    }

    private void refresh(String id) {
        String sandbox = sandboxOf.get(id);
        if (sandbox == null) {
            if (state.sandboxIds().contains(id)) {
                node.runtime().sandbox(id).ifPresentOrElse(state::sandbox, () -> state.sandboxGone(id));
            }
            return;
        }
        Optional<Instance> instance = observer.observe(id, sandbox);
        instance.ifPresentOrElse(state::instance, () -> {
            state.instanceGone(id);
            sandboxOf.remove(id);
        });
    }

    private Optional<Instant> deadline(PodManifest pod) {
        return lastSeen.ending().isPresent()
                ? Optional.empty()
                : pod.activeDeadline().map(lastSeen.startTime()::plus);
    }

    private void checkDeadline(PodManifest pod) {
        Instant now = node.clock().now();
        if (!pod.isTerminal() && deadline(pod).filter(at -> !at.isAfter(now)).isPresent()) {
            String message = "Pod was active on the node longer than the specified deadline";
            node.events().normal(pod, "DeadlineExceeded", message);
            state.decideEnd("DeadlineExceeded", message);
        }
    }

    /** Writes the status when it is another one; whether the API shows it. */
    private boolean showStatus(PodManifest pod, Observation seen) {
        JsonObject before = statusBefore(pod.object());
        JsonObject wanted =
                node.statuses().compute(pod, seen, before, node.clock().now());
        Optional<JsonObject> patch = StatusPatch.of(pod.uid(), before, wanted);
        boolean gone = seen.ending()
                .filter(ending -> ending.cause() == Ending.Cause.GONE)
                .isPresent();
        if (patch.isEmpty() || gone) {
            writtenStatus = before;
            return true;
        }
        run(STATUS, () -> writeStatus(pod, patch.get(), wanted));
        return false;
    }

    /**
     * What was written last; or what the API shows, where others have since changed a condition that is ours, as the node's
     * controller does with Ready when the node is silent.
     */
    private JsonObject statusBefore(ApiObject pod) {
        JsonObject written = writtenStatus;
        if (written == null) {
            return shownStatus;
        }
        boolean later = Informer.revision(pod) > writtenRevision;
        return later && StatusPatch.isOverwritten(written, pod.status()) ? pod.status() : written;
    }

    /** Where the object is gone, or another has its name, this fails until the watch has told so. */
    private void writeStatus(PodManifest pod, JsonObject patch, JsonObject wanted) {
        ApiObject patched =
                node.client().patch(Resources.PODS, pod.namespace(), pod.name(), STATUS, PatchType.STRATEGIC, patch);
        writtenRevision = Informer.revision(patched);
        writtenStatus = wanted;
    }

    private void dispatch(Step step) {
        if (!(step instanceof Step.DeleteObject) || !state.isObjectDeleted()) {
            run(step.key(), () -> runner.run(step));
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException, IOException;
    }

    /** Runs it on a thread of its own unless it is being run, or must wait after a failure. */
    private void run(String key, Work work) {
        Retry delay = delays.get(key);
        if (delay != null && delay.at().isAfter(node.clock().now())) {
            later.add(delay.at());
        } else if (state.begin(key)) {
            tasks.start(state.pod().name() + "/" + key, () -> attempt(key, work));
        }
    }

    private void attempt(String key, Work work) {
        long begin = node.clock().nanoTime();
        try {
            work.run();
            delays.remove(key);
            LOG.log(
                    Level.DEBUG,
                    () -> key + " of " + state.pod().name() + " took "
                            + (node.clock().nanoTime() - begin) / 1_000_000 + " ms");
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } catch (RuntimeFailure | ApiException | TransportException | IOException | UncheckedIOException world) {
            delay(key);
            LOG.log(Level.INFO, "{0} of {1} failed: {2}", key, state.pod().fullName(), world.getMessage());
        } catch (RuntimeException other) {
            delay(key);
            LOG.log(Level.WARNING, key + " of " + state.pod().fullName() + " failed", other);
        } finally {
            state.finish(key);
            wake();
        }
    }

    private void delay(String key) {
        Retry last = delays.get(key);
        int failures = last == null ? 1 : last.failures() + 1;
        delays.put(key, new Retry("", failures, node.clock().now().plus(RETRY.after(failures))));
    }

    private void setTimer() {
        cancelTimer();
        later.stream().min(Comparator.naturalOrder()).ifPresent(this::wakeAt);
        later.clear();
    }

    /** Time goes on while a timer is set: what has fallen due by then has no timer that would tell. */
    private void wakeAt(Instant due) {
        Duration delay = Duration.between(node.clock().now(), due);
        if (delay.isPositive()) {
            timer = node.clock().schedule(delay, this::wake);
        }
        if (!node.clock().now().isBefore(due)) {
            wake();
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
