package dev.leme.client.reconcile;

import dev.leme.api.object.ApiObject;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.life.TaskGroup;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.TransportException;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ResourceHandler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Workers that take keys from a queue and reconcile them.
 *
 * <p>Before a key is reconciled the loop waits until its informers show all that it has written itself through
 * {@link #client}, so that a reconciler may trust its listers. What a reconciler throws brings the key back: a conflict
 * and the like quietly, everything else with a line in the log, always with a growing delay.
 *
 * <p>Use: make the loop, {@link #sees} and {@link #on} for its informers, {@link #start} with the reconciler.
 *
 * @param <K> the key
 */
public final class ReconcileLoop<K> implements AutoCloseable {

    private final String name;
    private final Logger log;
    private final ApiClient client;
    private final OwnWrites writes = new OwnWrites();
    private final WorkQueue<K> queue;
    private final TaskGroup tasks;
    private final List<Informer> informers = new ArrayList<>();

    /** A loop that hasn't begun; {@code name} is how logs and the API's log call it. */
    public ReconcileLoop(String name, Clock clock, ApiClient client) {
        this.name = name;
        this.log = System.getLogger("dev.leme." + name);
        this.client = client.as(name).observedBy(writes);
        this.queue = new WorkQueue<>(clock);
        this.tasks = new TaskGroup(name);
    }

    /** The client for the reconciler's writes. */
    public ApiClient client() {
        return client;
    }

    /** The keys that wait. */
    public WorkQueue<K> queue() {
        return queue;
    }

    /** The loop's name. */
    public String name() {
        return name;
    }

    /** Makes the loop wait for this informer's first list, and for its own writes to appear there. */
    public ReconcileLoop<K> sees(Informer informer) {
        informers.add(informer);
        writes.follow(informer);
        return this;
    }

    /** {@link #sees} the informer, and adds the keys of every object that is touched by a change, old and new. */
    public ReconcileLoop<K> on(Informer informer, Function<ApiObject, ? extends Collection<K>> keys) {
        return on(informer, ResourceHandler.each(object -> keys.apply(object).forEach(queue::add)));
    }

    /** {@link #sees} the informer, with a handler that adds keys as it likes. */
    public ReconcileLoop<K> on(Informer informer, ResourceHandler handler) {
        sees(informer);
        informer.addHandler(handler);
        return this;
    }

    /** Starts {@code workers} threads, which begin once all informers have their first list. */
    public void start(int workers, Reconciler<K> reconciler) {
        for (int i = 0; i < workers; i++) {
            tasks.start("worker " + i, () -> work(reconciler));
        }
    }

    private void work(Reconciler<K> reconciler) {
        try {
            awaitInformers();
            for (K key = queue.take(); key != null; key = queue.take()) {
                try {
                    reconcile(reconciler, key);
                } finally {
                    queue.done(key);
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitInformers() throws InterruptedException {
        for (Informer informer : informers) {
            while (!informer.awaitSynced(Duration.ofMinutes(1))) {
                log.log(Level.WARNING, "{0} still waits for the first list of {1}", name, informer.resource());
            }
        }
    }

    private void reconcile(Reconciler<K> reconciler, K key) throws InterruptedException {
        if (!writes.awaitSeen()) {
            log.log(Level.WARNING, "{0} reconciles {1} before it has seen its own last writes", name, key);
        }
        try {
            settle(key, reconciler.reconcile(key));
        } catch (InterruptedException end) {
            throw end;
        } catch (ApiException refused) {
            retry(key, isOrdinary(refused) ? Level.DEBUG : Level.WARNING, refused, null);
        } catch (TransportException unreachable) {
            retry(key, Level.WARNING, unreachable, null);
        } catch (Exception bug) {
            retry(key, Level.ERROR, bug, bug);
        }
    }

    private void settle(K key, Outcome outcome) {
        queue.forget(key);
        if (outcome instanceof Outcome.Again(Duration after)) {
            queue.addAfter(key, after);
        }
    }

    /** Others write too: losing a race against them is daily life. */
    private static boolean isOrdinary(ApiException refused) {
        return refused.is(Reason.CONFLICT)
                || refused.is(Reason.NOT_FOUND)
                || refused.is(Reason.ALREADY_EXISTS)
                || refused.is(Reason.FORBIDDEN) && refused.text().contains("because it is being terminated");
    }

    private void retry(K key, Level level, Exception failure, @Nullable Exception trace) {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        Duration delay = queue.addRateLimited(key);
        String text = name + " will try " + key + " again in " + delay + ": " + failure.getMessage();
        if (trace == null) {
            log.log(level, text);
        } else {
            log.log(level, text, trace);
        }
    }

    @Override
    public void close() {
        queue.close();
        tasks.close();
    }
}
