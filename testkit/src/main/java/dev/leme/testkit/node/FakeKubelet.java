package dev.leme.testkit.node;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.NodeSelector;
import dev.leme.api.status.ApiException;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.TransportException;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.ReconcileLoop;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/**
 * Makes pods that are bound to its node Running and Ready at once, and lets go of those that are being deleted. It can bind
 * pods itself, where a test has no scheduler, and end them, where they are to have an exit code.
 */
public final class FakeKubelet implements AutoCloseable {

    /** The exit code of a container that goes on. */
    public static final int RUNS_ON = -1;

    private static final int KILLED = 137;

    private final String node;
    private final boolean binds;
    private final Clock clock;
    private final Informer pods;
    private final ReconcileLoop<ObjectKey> loop;
    private final Set<String> unready = ConcurrentHashMap.newKeySet();
    private volatile ToIntFunction<ApiObject> exitCodes = pod -> RUNS_ON;

    /** A kubelet of {@code node}; with {@code binds} it takes every pod that has no node. */
    public FakeKubelet(Informers informers, ApiClient client, Clock clock, String node, boolean binds) {
        this.node = node;
        this.binds = binds;
        this.clock = clock;
        this.pods = informers.get(Resources.PODS);
        this.loop = new ReconcileLoop<>("kubelet", clock, client);
        loop.on(pods, pod -> List.of(ObjectKey.of(pod)));
        loop.start(1, this::reconcile);
    }

    /** Keeps the pod of this name from becoming ready until {@link #allow}. */
    public void hold(String name) {
        unready.add(name);
    }

    /** Lets the pod of this name become ready. */
    public void allow(String namespace, String name) {
        unready.remove(name);
        loop.queue().add(new ObjectKey(namespace, name));
    }

    /** Ends the containers of each pod with its code, as soon as they run and each time that the pod changes. */
    public void exit(ToIntFunction<ApiObject> codes) {
        exitCodes = codes;
        pods.lister().list().forEach(pod -> loop.queue().add(ObjectKey.of(pod)));
    }

    private Outcome reconcile(ObjectKey key) throws ApiException, TransportException {
        ApiObject pod = pods.lister().find(key);
        if (pod == null) {
            return Outcome.DONE;
        }
        String bound = pod.spec().string("nodeName");
        if (bound.isEmpty() && binds && !pod.isDeleting() && isForThisNode(pod)) {
            bind(pod);
        } else if (bound.equals(node)) {
            run(pod);
        }
        return Outcome.DONE;
    }

    /** A pod that asks for one node by its name is not for another. */
    private boolean isForThisNode(ApiObject pod) {
        JsonObject required = pod.spec()
                .object("affinity")
                .object("nodeAffinity")
                .object("requiredDuringSchedulingIgnoredDuringExecution");
        return required.isEmpty() || NodeSelector.of(required).matches(Map.of(), node);
    }

    private void bind(ApiObject pod) {
        JsonObject binding = JsonObject.EMPTY.with("target", JsonObject.EMPTY.with("name", node));
        loop.client().createSubresource(Resources.PODS, pod.namespace(), pod.name(), "binding", ApiObject.of(binding));
    }

    private void run(ApiObject pod) {
        String phase = pod.status().string("phase");
        boolean ended = phase.equals("Failed") || phase.equals("Succeeded");
        if (pod.isDeleting() && !ended && !pod.finalizers().isEmpty()) {
            end(pod, KILLED);
            return;
        }
        if (pod.isDeleting()) {
            DeleteOptions now = DeleteOptions.DEFAULT.withGracePeriod(0).withUid(pod.uid());
            loop.client().delete(Resources.PODS, pod.namespace(), pod.name(), now);
            return;
        }
        JsonObject status = status(pod, !unready.contains(pod.name()));
        if (!ended && !isAlready(pod, status)) {
            loop.client().updateStatus(Resources.PODS, pod.withStatus(status));
        } else if (!ended && exitCodes.applyAsInt(pod) != RUNS_ON) {
            end(pod, exitCodes.applyAsInt(pod));
        }
    }

    private void end(ApiObject pod, int exitCode) {
        JsonObject terminated = JsonObject.EMPTY
                .with("exitCode", exitCode)
                .with("finishedAt", clock.now().truncatedTo(ChronoUnit.SECONDS).toString());
        List<JsonValue> containers = new ArrayList<>();
        for (JsonObject container : pod.spec().array("containers").objects()) {
            containers.add(JsonObject.EMPTY
                    .with("name", container.string("name"))
                    .with("state", JsonObject.of("terminated", terminated)));
        }
        JsonObject status = status(pod, false)
                .with("phase", exitCode == 0 ? "Succeeded" : "Failed")
                .with("containerStatuses", new JsonArray(containers));
        loop.client().updateStatus(Resources.PODS, pod.withStatus(status));
    }

    private static boolean isAlready(ApiObject pod, JsonObject status) {
        return pod.status().string("phase").equals("Running")
                && ready(pod.status()).equals(ready(status));
    }

    private static String ready(JsonObject status) {
        return status.array("conditions").objects().stream()
                .filter(condition -> condition.string("type").equals("Ready"))
                .map(condition -> condition.string("status"))
                .findFirst()
                .orElse("");
    }

    private JsonObject status(ApiObject pod, boolean ready) {
        JsonObject condition = JsonObject.EMPTY
                .with("type", "Ready")
                .with("status", ready ? "True" : "False")
                .with(
                        "lastTransitionTime",
                        clock.now().truncatedTo(ChronoUnit.SECONDS).toString());
        String ip = "10.42.0." + (1 + Math.floorMod(pod.uid().hashCode(), 250));
        return pod.status()
                .with("phase", "Running")
                .with("podIP", ip)
                .with("podIPs", JsonArray.of(JsonObject.EMPTY.with("ip", ip)))
                .with("conditions", JsonArray.of(condition));
    }

    @Override
    public void close() {
        loop.close();
    }
}
