package dev.leme.node.registration;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.base.life.TaskGroup;
import dev.leme.base.retry.Backoff;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.PatchType;
import dev.leme.client.TransportException;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.event.EventType;
import dev.leme.node.runtime.ContainerRuntime;
import dev.leme.node.runtime.ImageInfo;
import dev.leme.node.runtime.RuntimeCondition;
import dev.leme.node.runtime.RuntimeFailure;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the Node object true: makes it, renews its lease every 10 s, and writes its status when it has changed, and every
 * five minutes anyway.
 */
public final class NodeRegistration implements AutoCloseable {
    private static final Logger LOG = System.getLogger(NodeRegistration.class.getName());
    private static final Duration BEAT = Duration.ofSeconds(10);
    private static final Duration STATUS_AT_LEAST = Duration.ofMinutes(5);
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(7));
    private static final List<String> HEALTHY =
            List.of("NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID");
    private static final String NOT_READY = "node.kubernetes.io/not-ready";

    private final NodeIdentity identity;
    private final NodeStatus status;
    private final ApiClient client;
    private final ContainerRuntime runtime;
    private final EventRecorder events;
    private final Clock clock;
    private final NodeLease lease;
    private final Semaphore wakeUps = new Semaphore(1);
    private final TaskGroup tasks = new TaskGroup("node registration");
    private JsonObject written = JsonObject.EMPTY;
    private @Nullable Instant writtenAt;
    private Clock.@Nullable Timer next;
    private boolean registered;
    private boolean untainted;
    private int failures;
    private volatile List<ImageInfo> images = List.of();
    private volatile boolean imagesChanged = true;

    public NodeRegistration(
            NodeIdentity identity,
            NodeStatus status,
            ApiClient client,
            ContainerRuntime runtime,
            EventRecorder events,
            Clock clock) {
        this.identity = identity;
        this.status = status;
        this.client = client;
        this.runtime = runtime;
        this.events = events;
        this.clock = clock;
        this.lease = new NodeLease(client, identity.name(), clock);
    }

    public void start() {
        event("Starting", "Starting kubelet.");
        tasks.start("heartbeat", this::loop);
    }

    /** The images on the node are others now. */
    public void imagesChanged() {
        imagesChanged = true;
        wakeUps.release();
    }

    /** The runtime's conditions may be others now. */
    public void runtimeChanged() {
        wakeUps.release();
    }

    private void loop() {
        try {
            while (true) {
                wakeUps.acquire();
                wakeUps.drainPermits();
                if (next != null) {
                    next.cancel();
                }
                next = clock.schedule(beat(), wakeUps::release);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** One beat; returns the time to the next one. */
    private Duration beat() {
        try {
            if (!registered) {
                register();
            }
            writeStatus();
            if (isReady(written) && !untainted) {
                dropTaint(client.get(Resources.NODES, "", identity.name()));
                untainted = true;
            }
            lease.renew();
            failures = 0;
            return BEAT;
        } catch (ApiException | TransportException | RuntimeFailure failure) {
            failures++;
            LOG.log(Level.DEBUG, "node {0}: {1}", identity.name(), failure.getMessage());
            return RETRY.after(failures);
        } catch (RuntimeException bug) {
            failures++;
            LOG.log(Level.ERROR, "node " + identity.name(), bug);
            return RETRY.after(failures);
        }
    }

    private void register() {
        ApiObject node = client.find(Resources.NODES, "", identity.name());
        if (node == null) {
            node = client.create(Resources.NODES, fresh());
        } else if (!node.labels().entrySet().containsAll(labels().entrySet())) {
            JsonObject metadata = JsonObject.of("labels", JsonObject.ofStrings(labels()));
            node = client.patch(
                    Resources.NODES, "", identity.name(), PatchType.MERGE, JsonObject.of("metadata", metadata));
        }
        lease.ownedBy(node);
        written = JsonObject.EMPTY.with("conditions", node.status().array("conditions"));
        registered = true;
    }

    private Map<String, String> labels() {
        String architecture = status.machine().architecture();
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("beta.kubernetes.io/arch", architecture);
        labels.put("beta.kubernetes.io/os", "linux");
        labels.put("kubernetes.io/arch", architecture);
        labels.put("kubernetes.io/hostname", identity.name());
        labels.put("kubernetes.io/os", "linux");
        labels.putAll(identity.labels());
        return labels;
    }

    private ApiObject fresh() {
        JsonObject metadata = JsonObject.EMPTY
                .with("name", identity.name())
                .with("labels", JsonObject.ofStrings(labels()))
                .with(
                        "annotations",
                        JsonObject.EMPTY.with("volumes.kubernetes.io/controller-managed-attach-detach", "true"));
        JsonObject spec = identity.podCidrs().isEmpty()
                ? JsonObject.EMPTY
                : JsonObject.EMPTY
                        .with("podCIDR", identity.podCidrs().getFirst())
                        .with("podCIDRs", JsonArray.ofStrings(identity.podCidrs()));
        return ApiObject.of(JsonObject.builder()
                .put("apiVersion", "v1")
                .put("kind", "Node")
                .put("metadata", metadata)
                .put("spec", spec)
                .build());
    }

    private void writeStatus() {
        if (imagesChanged) {
            imagesChanged = false;
            images = runtime.images();
        }
        List<RuntimeCondition> runtimeConditions = conditions();
        Instant now = clock.now();
        JsonObject wanted = status.compute(runtimeConditions, images, written.array("conditions"), now);
        boolean due = writtenAt == null || !now.isBefore(writtenAt.plus(STATUS_AT_LEAST));
        if (!due && withoutHeartbeat(wanted).equals(withoutHeartbeat(written))) {
            return;
        }
        client.patch(
                Resources.NODES,
                "",
                identity.name(),
                "status",
                PatchType.STRATEGIC,
                JsonObject.of("status", replacingAddresses(wanted)));
        boolean becameReady = isReady(wanted) && !isReady(written);
        if (writtenAt == null) {
            HEALTHY.forEach(this::statusEvent);
        }
        written = wanted;
        writtenAt = now;
        untainted &= isReady(wanted);
        if (becameReady) {
            statusEvent("NodeReady");
        }
    }

    /** Addresses are merged by type, so that two of one type would become one. */
    private static JsonObject replacingAddresses(JsonObject status) {
        List<JsonValue> addresses = new ArrayList<>(status.array("addresses").values());
        addresses.add(JsonObject.of("$patch", new JsonString("replace")));
        return status.with("addresses", new JsonArray(addresses));
    }

    private List<RuntimeCondition> conditions() {
        try {
            return runtime.conditions();
        } catch (RuntimeFailure failure) {
            return List.of(new RuntimeCondition(RuntimeCondition.RUNTIME_READY, false, "RuntimeDown", failure.text()));
        }
    }

    private static JsonObject withoutHeartbeat(JsonObject status) {
        List<JsonValue> conditions = new ArrayList<>();
        status.array("conditions")
                .objects()
                .forEach(condition -> conditions.add(condition.without("lastHeartbeatTime")));
        return status.with("conditions", new JsonArray(conditions));
    }

    private static boolean isReady(JsonObject status) {
        return status.array("conditions").objects().stream()
                .anyMatch(condition -> condition.string("type").equals("Ready")
                        && condition.string("status").equals("True"));
    }

    /** A ready node takes pods; where another controller looks after taints, it may be the only one allowed to. */
    private void dropTaint(ApiObject node) {
        List<JsonObject> taints = node.spec().array("taints").objects();
        List<JsonValue> kept = new ArrayList<>(taints.stream()
                .filter(taint -> !taint.string("key").equals(NOT_READY))
                .toList());
        if (kept.size() == taints.size()) {
            return;
        }
        try {
            JsonObject spec = JsonObject.of("taints", new JsonArray(kept));
            client.patch(Resources.NODES, "", identity.name(), PatchType.MERGE, JsonObject.of("spec", spec));
        } catch (ApiException refused) {
            LOG.log(Level.DEBUG, "the taint stays: {0}", refused.text());
        }
    }

    private void statusEvent(String reason) {
        event(reason, "Node " + identity.name() + " status is now: " + reason);
    }

    private void event(String reason, String message) {
        JsonObject reference = JsonObject.EMPTY
                .with("kind", "Node")
                .with("name", identity.name())
                .with("uid", identity.name())
                .with("apiVersion", "v1");
        events.record(reference, EventType.NORMAL, reason, message);
    }

    @Override
    public void close() {
        tasks.close();
    }
}
