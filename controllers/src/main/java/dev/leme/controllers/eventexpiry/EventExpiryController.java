package dev.leme.controllers.eventexpiry;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.client.DeleteOptions;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Deletes events an hour after they last happened. Only their metadata is kept in memory; when an event's hour is over, the
 * server is asked whether it has happened again meanwhile.
 */
public final class EventExpiryController implements Controller {

    private static final String NAME = "event-expiry-controller";
    /** The name whose role may delete anything; upstream's store expires events and needs no role. */
    private static final String IDENTITY = "generic-garbage-collector";

    private static final Duration LIFE = Duration.ofHours(1);

    private final Clock clock;
    private final ReconcileLoop<ObjectKey> loop;

    private EventExpiryController(ControllerContext context) {
        clock = context.clock();
        loop = new ReconcileLoop<>(NAME, clock, context.client(IDENTITY));
        Informer events = context.informers().metadata(Resources.EVENTS);
        loop.on(events, new ResourceHandler() {
            @Override
            public void added(ApiObject event) {
                loop.queue().addAfter(ObjectKey.of(event), left(event.creationTimestamp()));
            }

            @Override
            public void updated(ApiObject before, ApiObject after) {}

            @Override
            public void deleted(ApiObject event) {}
        });
        loop.start(1, this::reconcile);
    }

    /** Starts the controller. */
    public static Controller start(ControllerContext context) {
        return new EventExpiryController(context);
    }

    private Duration left(@Nullable Instant last) {
        return last == null ? LIFE : Duration.between(clock.now(), last.plus(LIFE));
    }

    private Outcome reconcile(ObjectKey key) {
        ApiObject event = loop.client().find(Resources.EVENTS, key.namespace(), key.name());
        if (event == null) {
            return Outcome.DONE;
        }
        Duration left = left(lastSeen(event.json()));
        if (left.isPositive()) {
            return Outcome.again(left);
        }
        DeleteOptions unchanged =
                DeleteOptions.DEFAULT.withUid(event.uid()).withResourceVersion(event.resourceVersion());
        loop.client().delete(Resources.EVENTS, key.namespace(), key.name(), unchanged);
        return Outcome.DONE;
    }

    private static Instant lastSeen(JsonObject event) {
        return Stream.of(
                        event.string("lastTimestamp"),
                        event.string("eventTime"),
                        event.object("series").string("lastObservedTime"),
                        event.object("metadata").string("creationTimestamp"))
                .filter(text -> !text.isEmpty())
                .map(Instant::parse)
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
    }

    @Override
    public void close() {
        loop.close();
    }
}
