package dev.leme.client.informer;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.retry.Backoff;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.ApiList;
import dev.leme.client.ListOptions;
import dev.leme.client.TransportException;
import dev.leme.client.WatchEvent;
import dev.leme.client.WatchStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Feeds an {@link Informer}: lists once, then watches from the list's revision on. A watch that ends is resumed where it
 * ended; when the server no longer knows that revision (410), it lists again.
 */
final class Reflector implements Runnable {

    private static final Logger LOG = System.getLogger(Reflector.class.getName());
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(10));
    private static final int PAGE = 5_000;

    private final ApiClient client;
    private final Clock clock;
    private final Informer informer;
    private final ListOptions selection;
    private final UnaryOperator<ApiObject> reduce;
    private long resumeAt;
    private int failures;

    /**
     * A reflector that hasn't begun.
     *
     * @param reduce what is kept of each object
     */
    Reflector(
            ApiClient client, Clock clock, Informer informer, ListOptions selection, UnaryOperator<ApiObject> reduce) {
        this.client = client;
        this.clock = clock;
        this.informer = informer;
        this.selection = selection;
        this.reduce = reduce;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                step();
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void step() throws InterruptedException {
        try {
            if (resumeAt == 0) {
                list();
            }
            watch();
        } catch (ApiException refused) {
            if (refused.code() == Reason.GONE.code()) {
                resumeAt = 0;
            }
            pause(refused);
        } catch (TransportException unreachable) {
            if (!Thread.currentThread().isInterrupted()) {
                pause(unreachable);
            }
        }
    }

    private void pause(RuntimeException failure) throws InterruptedException {
        failures++;
        Level level = failures == 5 ? Level.WARNING : Level.DEBUG;
        LOG.log(level, "Watching {0}: {1}", informer.resource(), failure.getMessage());
        clock.sleep(BACKOFF.after(failures));
    }

    private void list() {
        List<ApiObject> objects = new ArrayList<>();
        ListOptions page = selection.withLimit(PAGE);
        ApiList list = client.list(informer.resource(), "", page);
        list.items().forEach(object -> objects.add(reduce.apply(object)));
        while (!list.continueToken().isEmpty()) {
            list = client.list(informer.resource(), "", page.withContinue(list.continueToken()));
            list.items().forEach(object -> objects.add(reduce.apply(object)));
        }
        resumeAt = Long.parseLong(list.resourceVersion());
        informer.replace(objects, resumeAt);
    }

    private void watch() throws InterruptedException {
        ListOptions from = selection.withResourceVersion(Long.toString(resumeAt));
        long before = resumeAt;
        try (WatchStream events = client.watch(informer.resource(), "", from)) {
            for (WatchEvent event = events.next(); event != null; event = events.next()) {
                take(event);
            }
        }
        if (resumeAt == before) {
            failures++;
            clock.sleep(BACKOFF.after(failures));
        }
    }

    private void take(WatchEvent event) {
        if (event.type() == WatchEvent.Type.ERROR) {
            JsonObject status = event.object().json();
            throw ApiException.ofStatus(status, (int) status.number("code", 500));
        }
        ApiObject object = reduce.apply(event.object());
        informer.apply(new WatchEvent(event.type(), object));
        resumeAt = Math.max(resumeAt, Informer.revision(object));
        failures = 0;
    }
}
