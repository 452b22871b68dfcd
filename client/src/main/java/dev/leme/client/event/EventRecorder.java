package dev.leme.client.event;

import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.life.TaskGroup;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.PatchType;
import dev.leme.client.TransportException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Tells people what a component did, as {@code v1 Event} objects. Recording never blocks and never fails: events wait in a
 * bounded queue, are written by a thread of their own in their order, and are lost where the queue is full or the server
 * will not take them, as they are where their namespace is going away.
 */
public final class EventRecorder implements AutoCloseable {

    private static final Logger LOG = System.getLogger(EventRecorder.class.getName());

    private record Pending(EventKey event, Instant at) {}

    private final ApiClient client;
    private final Clock clock;
    private final String component;
    private final String host;
    private final BlockingQueue<Pending> pending = new ArrayBlockingQueue<>(1000);
    private final EventCorrelator correlator = new EventCorrelator();
    private final TaskGroup tasks;

    /** A recorder for {@code component}, such as {@code statefulset-controller}, that runs on no host in particular. */
    public EventRecorder(ApiClient client, Clock clock, String component) {
        this(client, clock, component, "");
    }

    /** A recorder for {@code component} on {@code host}. */
    public EventRecorder(ApiClient client, Clock clock, String component, String host) {
        this.client = client.as(component);
        this.clock = clock;
        this.component = component;
        this.host = host;
        this.tasks = new TaskGroup("events of " + component);
        tasks.start("writer", this::write);
    }

    /** Records a Normal event on an object. */
    public void normal(ApiObject object, String reason, String message) {
        record(reference(object), EventType.NORMAL, reason, message);
    }

    /** Records a Warning event on an object. */
    public void warning(ApiObject object, String reason, String message) {
        record(reference(object), EventType.WARNING, reason, message);
    }

    /** Records an event on what {@code involved}, a {@code v1 ObjectReference}, refers to. */
    public void record(JsonObject involved, EventType type, String reason, String message) {
        pending.offer(new Pending(new EventKey(involved, type, reason, message), clock.now()));
    }

    /** The {@code v1 ObjectReference} to an object. */
    public static JsonObject reference(ApiObject object) {
        return reference(object, "");
    }

    /** The {@code v1 ObjectReference} to a part of an object, such as {@code spec.containers{nginx}}. */
    public static JsonObject reference(ApiObject object, String fieldPath) {
        JsonObject.Builder reference = JsonObject.builder().put("kind", object.kind());
        if (!object.namespace().isEmpty()) {
            reference.put("namespace", object.namespace());
        }
        reference
                .put("name", object.name())
                .put("uid", object.uid())
                .put("apiVersion", object.apiVersion())
                .put("resourceVersion", object.resourceVersion());
        return fieldPath.isEmpty()
                ? reference.build()
                : reference.put("fieldPath", fieldPath).build();
    }

    private void write() {
        try {
            while (true) {
                Pending next = pending.take();
                EventKey event = correlator.admit(next.event, next.at);
                if (event != null) {
                    write(event, next.at);
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(EventKey event, Instant at) {
        try {
            EventCorrelator.Written known = correlator.known(event);
            if (known == null) {
                create(event, at);
            } else {
                repeat(event, known, at);
            }
        } catch (ApiException refused) {
            LOG.log(Level.DEBUG, "Event {0} was refused: {1}", event.reason(), refused.getMessage());
        } catch (TransportException unreachable) {
            LOG.log(Level.DEBUG, "Event {0} is lost: {1}", event.reason(), unreachable.getMessage());
        }
    }

    private void create(EventKey event, Instant at) {
        long unique = at.getEpochSecond() * 1_000_000_000L + at.getNano();
        String name = event.involved().string("name") + "." + Long.toHexString(unique);
        for (int attempt = 0; ; attempt++) {
            try {
                String tried = attempt == 0 ? name : name + Integer.toHexString(attempt);
                client.create(Resources.EVENTS, object(event, tried, at));
                correlator.remember(event, new EventCorrelator.Written(tried, at));
                return;
            } catch (ApiException refused) {
                if (!refused.is(Reason.ALREADY_EXISTS) || attempt > 15) {
                    throw refused;
                }
            }
        }
    }

    private void repeat(EventKey event, EventCorrelator.Written known, Instant at) {
        JsonObject patch = JsonObject.EMPTY
                .with("count", known.count + 1)
                .with("lastTimestamp", timestamp(at))
                .with("message", event.message());
        try {
            client.patch(Resources.EVENTS, event.namespace(), known.name, PatchType.MERGE, patch);
            known.count++;
        } catch (ApiException refused) {
            correlator.forget(event);
            if (!refused.is(Reason.NOT_FOUND)) {
                throw refused;
            }
            create(event, at);
        }
    }

    private ApiObject object(EventKey event, String name, Instant at) {
        JsonObject source = JsonObject.of("component", JsonValue.of(component));
        return ApiObject.of(JsonObject.builder()
                .put("apiVersion", "v1")
                .put("kind", "Event")
                .put("metadata", JsonObject.EMPTY.with("name", name).with("namespace", event.namespace()))
                .put("involvedObject", event.involved())
                .put("reason", event.reason())
                .put("message", event.message())
                .put("source", host.isEmpty() ? source : source.with("host", host))
                .put("firstTimestamp", timestamp(at))
                .put("lastTimestamp", timestamp(at))
                .put("count", 1)
                .put("type", event.type().text())
                .put("eventTime", JsonNull.NULL)
                .put("reportingComponent", component)
                .put("reportingInstance", host)
                .build());
    }

    private static String timestamp(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Override
    public void close() {
        tasks.close();
    }
}
