package dev.leme.node.pods;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.base.life.TaskGroup;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.node.blueprint.Labels;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.runtime.Container;
import dev.leme.node.runtime.PodIdentity;
import dev.leme.node.runtime.RuntimeEvent;
import dev.leme.node.runtime.Sandbox;
import dev.leme.node.runtime.SandboxStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The workers of this node's pods. At the start it takes over what the runtime has; what no object of the API stands for
 * any more is ended and removed.
 */
public final class PodWorkers implements PodWorker.Owner, ResourceHandler, AutoCloseable {
    private final NodeServices node;
    private final TaskGroup tasks = new TaskGroup("pods");
    private final Map<String, PodWorker> byUid = new ConcurrentHashMap<>();
    private final Map<String, PodWorker> byRuntimeId = new ConcurrentHashMap<>();
    private final Map<String, Found> unclaimed = new ConcurrentHashMap<>();

    /** What the runtime had of one pod when this process began. */
    private record Found(PodIdentity pod, List<SandboxStatus> sandboxes, List<Container> containers) {}

    public PodWorkers(NodeServices node) {
        this.node = node;
    }

    /** Looks what the runtime has; before any pod is delivered. */
    public void adopt() {
        Map<String, String> podOfSandbox = new HashMap<>();
        for (Sandbox sandbox : node.runtime().sandboxes()) {
            node.runtime().sandbox(sandbox.id()).ifPresent(status -> {
                found(sandbox.pod()).sandboxes().add(status);
                podOfSandbox.put(sandbox.id(), sandbox.pod().uid());
            });
        }
        for (Container container : node.runtime().containers()) {
            Found found = unclaimed.get(podOfSandbox.getOrDefault(container.sandboxId(), ""));
            if (found != null) {
                found.containers().add(container);
            }
        }
    }

    private Found found(PodIdentity pod) {
        return unclaimed.computeIfAbsent(pod.uid(), uid -> new Found(pod, new ArrayList<>(), new ArrayList<>()));
    }

    @Override
    public void added(ApiObject pod) {
        PodWorker known = byUid.get(pod.uid());
        if (known != null) {
            known.update(pod);
            return;
        }
        start(PodManifest.of(pod), unclaimed.remove(pod.uid()));
    }

    private PodWorker start(PodManifest pod, @Nullable Found found) {
        PodWorker worker = new PodWorker(pod, node, this, tasks);
        byUid.put(pod.uid(), worker);
        Map<String, String> containers = new HashMap<>();
        if (found != null) {
            found.containers().forEach(container -> containers.put(container.id(), container.sandboxId()));
        }
        worker.start(found == null ? List.of() : found.sandboxes(), containers);
        return worker;
    }

    @Override
    public void updated(ApiObject before, ApiObject after) {
        if (!before.uid().equals(after.uid())) {
            deleted(before);
        }
        added(after);
    }

    @Override
    public void deleted(ApiObject pod) {
        PodWorker worker = byUid.get(pod.uid());
        if (worker != null) {
            worker.gone();
        }
    }

    /** All pods of the API have been delivered: what is left in the runtime belongs to none. */
    @Override
    public void synced() {
        for (String uid : List.copyOf(unclaimed.keySet())) {
            Found found = unclaimed.remove(uid);
            if (found != null) {
                start(orphan(found), found).gone();
            }
        }
        PodRemains remains = PodRemains.find(node, Set.copyOf(byUid.keySet()));
        tasks.start("remains", remains::remove);
    }

    /** As much of a pod's object as its sandbox and containers tell. */
    private static PodManifest orphan(Found found) {
        List<JsonValue> containers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Container container : found.containers()) {
            if (names.add(container.name())) {
                containers.add(JsonObject.EMPTY.with("name", container.name()).with("image", container.image()));
            }
        }
        String grace = found.containers().stream()
                .map(container -> container.annotations().getOrDefault(Labels.TERMINATION_GRACE, ""))
                .filter(text -> text.matches("\\d+"))
                .findFirst()
                .orElse("30");
        JsonObject metadata = JsonObject.EMPTY
                .with("name", found.pod().name())
                .with("namespace", found.pod().namespace())
                .with("uid", found.pod().uid());
        JsonObject spec = JsonObject.of("containers", new JsonArray(containers))
                .with("terminationGracePeriodSeconds", Long.parseLong(grace));
        return PodManifest.of(ApiObject.of(JsonObject.builder()
                .put("apiVersion", "v1")
                .put("kind", "Pod")
                .put("metadata", metadata)
                .put("spec", spec)
                .build()));
    }

    /** Hands a runtime's event to the worker it is for. The runtime's thread must not be held up. */
    public void event(RuntimeEvent event) {
        switch (event.kind()) {
            case RESYNC -> byUid.values().forEach(PodWorker::resync);
            case EXITED, OUT_OF_MEMORY, DELETED -> {
                PodWorker worker = byRuntimeId.get(event.id());
                if (worker != null) {
                    worker.changed(event.id());
                }
            }
            case CREATED, STARTED -> {}
        }
    }

    @Override
    public void owns(String id, PodWorker worker) {
        byRuntimeId.put(id, worker);
    }

    @Override
    public void finished(PodWorker worker) {
        byUid.remove(worker.pod().uid(), worker);
        byRuntimeId.values().removeIf(worker::equals);
    }

    /** A claimed volume has more room than its file system uses. */
    public void volumeEnlarged(Path directory) {
        for (String uid : node.volumes().users(directory)) {
            PodWorker worker = byUid.get(uid);
            if (worker != null) {
                worker.sourcesChanged();
            }
        }
    }

    /** The pod's worker; of several pods of the name the one that was made last. */
    public Optional<PodWorker> find(String namespace, String name) {
        return byUid.values().stream()
                .filter(worker -> worker.pod().name().equals(name)
                        && worker.pod().namespace().equals(namespace))
                .max(Comparator.comparing(worker -> worker.seen().startTime()));
    }

    public List<PodWorker> all() {
        return List.copyOf(byUid.values());
    }

    @Override
    public void close() {
        tasks.close();
    }
}
