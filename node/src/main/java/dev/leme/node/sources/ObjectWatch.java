package dev.leme.node.sources;

import dev.leme.api.object.ApiObject;
import dev.leme.api.selector.FieldSelector;
import dev.leme.api.status.ApiException;
import dev.leme.base.retry.Backoff;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.ApiList;
import dev.leme.client.ListOptions;
import dev.leme.client.TransportException;
import dev.leme.client.WatchEvent;
import dev.leme.client.WatchStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One object, kept current by a watch of its own: that is all a node may see of secrets. */
final class ObjectWatch implements Runnable {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);

    private final PodReferences.Reference reference;
    private final ApiClient client;
    private final Clock clock;
    private final Runnable changed;
    private final CountDownLatch listed = new CountDownLatch(1);
    private @Nullable ApiObject object;
    private @Nullable ApiException refusal;
    private @Nullable WatchStream stream;
    private @Nullable Thread thread;
    private boolean closed;

    ObjectWatch(PodReferences.Reference reference, ApiClient client, Clock clock, Runnable changed) {
        this.reference = reference;
        this.client = client;
        this.clock = clock;
        this.changed = changed;
    }

    void start() {
        thread = Thread.ofVirtual().name("watch of " + reference.name()).start(this);
    }

    /** The object, once the first answer has come; throws what the server answered instead. */
    Optional<ApiObject> get() throws InterruptedException {
        if (!listed.await(FIRST_ANSWER.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TransportException(
                    "timed out waiting for " + reference.resource().plural() + " \"" + reference.name() + "\"", null);
        }
        return current();
    }

    private synchronized Optional<ApiObject> current() {
        if (refusal != null) {
            throw refusal;
        }
        return Optional.ofNullable(object);
    }

    @Override
    public void run() {
        int failures = 0;
        while (!isClosed()) {
            try {
                follow(list());
                failures = 0;
            } catch (ApiException refused) {
                refused(refused);
                failures++;
                pause(BACKOFF.after(failures));
            } catch (TransportException unreachable) {
                failures++;
                pause(BACKOFF.after(failures));
            } catch (InterruptedException end) {
                return;
            }
        }
    }

    private void pause(Duration delay) {
        CountDownLatch over = new CountDownLatch(1);
        Clock.Timer timer = clock.schedule(delay, over::countDown);
        try {
            over.await();
        } catch (InterruptedException end) {
            timer.cancel();
            close();
        }
    }

    private ListOptions selection() {
        return ListOptions.ALL.withFields(FieldSelector.of("metadata.name", reference.name()));
    }

    private String list() {
        ApiList list = client.list(reference.resource(), reference.namespace(), selection());
        set(list.items().isEmpty() ? null : list.items().getFirst());
        return list.resourceVersion();
    }

    private void follow(String revision) throws InterruptedException {
        try (WatchStream events = client.watch(
                reference.resource(), reference.namespace(), selection().withResourceVersion(revision))) {
            if (!open(events)) {
                return;
            }
            for (WatchEvent event = events.next(); event != null; event = events.next()) {
                switch (event.type()) {
                    case ADDED, MODIFIED -> set(event.object());
                    case DELETED -> set(null);
                    case BOOKMARK -> {}
                    case ERROR -> {
                        return;
                    }
                }
            }
        }
    }

    private synchronized boolean open(WatchStream events) {
        stream = events;
        return !closed;
    }

    /** What was known before stays known: only a first answer can be a refusal. */
    private void refused(ApiException failure) {
        synchronized (this) {
            if (listed.getCount() > 0) {
                refusal = failure;
            }
        }
        listed.countDown();
    }

    private void set(@Nullable ApiObject now) {
        boolean first = listed.getCount() > 0;
        boolean different;
        synchronized (this) {
            different = refusal != null || !Optional.ofNullable(object).equals(Optional.ofNullable(now));
            refusal = null;
            object = now;
        }
        listed.countDown();
        if (different && !first) {
            changed.run();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    synchronized void close() {
        closed = true;
        if (stream != null) {
            stream.close();
        }
        if (thread != null) {
            thread.interrupt();
        }
    }
}
