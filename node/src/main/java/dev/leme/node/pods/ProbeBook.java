package dev.leme.node.pods;

import dev.leme.api.json.JsonObject;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.manifest.ProbeKind;
import dev.leme.node.observed.Instance;
import dev.leme.node.observed.Observation;
import dev.leme.node.probes.ContainerProbes;
import dev.leme.node.probes.ProbeOutcome;
import dev.leme.node.probes.ProbeTarget;
import dev.leme.node.probes.ProbeVerdicts;
import dev.leme.node.runtime.SandboxStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The probes of a pod's running containers; used by the worker's thread alone. */
final class ProbeBook implements AutoCloseable {
    private final NodeServices node;
    private final Runnable wake;
    private final Map<String, ContainerProbes> byContainerId = new HashMap<>();

    ProbeBook(NodeServices node, Runnable wake) {
        this.node = node;
        this.wake = wake;
    }

    /** Begins the probes of what has come to run, ends those of what has ended, and tells what all say. */
    Map<String, ProbeVerdicts> sync(PodManifest pod, Observation seen) {
        Map<String, ProbeVerdicts> verdicts = new HashMap<>();
        Set<String> running = new HashSet<>();
        for (ContainerManifest container : pod.allContainers()) {
            Instance last = seen.last(container.name());
            boolean starting = seen.isOngoing(Step.StartContainer.key(container.name()));
            if (last == null
                    || !last.isRunning()
                    || (starting && !container.postStart().isEmpty())) {
                continue;
            }
            running.add(last.id());
            if (hasNone(container)) {
                verdicts.put(last.id(), ProbeVerdicts.NO_PROBES);
            } else {
                ContainerProbes probes =
                        byContainerId.computeIfAbsent(last.id(), id -> begin(pod, container, last, seen));
                if (seen.ending().isPresent()) {
                    probes.stopRestarting();
                }
                verdicts.put(last.id(), probes.verdicts());
            }
        }
        for (String id : List.copyOf(byContainerId.keySet())) {
            ContainerProbes probes = byContainerId.get(id);
            if (!running.contains(id) && probes != null) {
                probes.close();
                byContainerId.remove(id);
            }
        }
        return verdicts;
    }

    private static boolean hasNone(ContainerManifest container) {
        for (ProbeKind kind : ProbeKind.values()) {
            if (container.probe(kind).isPresent()) {
                return false;
            }
        }
        return true;
    }

    private ContainerProbes begin(PodManifest pod, ContainerManifest container, Instance last, Observation seen) {
        String address = pod.hostNetwork()
                ? first(node.facts().addresses())
                : first(seen.sandbox().map(SandboxStatus::ips).orElse(List.of()));
        Instant startedAt = last.status().startedAt() == null
                ? last.status().createdAt()
                : last.status().startedAt();
        ContainerProbes probes = new ContainerProbes(
                new ProbeTarget(last.id(), address, container),
                node.probes(),
                node.clock(),
                startedAt,
                listener(pod, container));
        JsonObject shown = shown(pod, last.id());
        probes.start(shown.bool("started"), shown.bool("ready"));
        return probes;
    }

    private static String first(List<String> addresses) {
        return addresses.isEmpty() ? "127.0.0.1" : addresses.getFirst();
    }

    /** What the API shows of this very run, from before this process ran. */
    private static JsonObject shown(PodManifest pod, String containerId) {
        for (String list : List.of("initContainerStatuses", "containerStatuses")) {
            for (JsonObject status : pod.object().status().array(list).objects()) {
                if (status.string("containerID").endsWith("://" + containerId)) {
                    return status;
                }
            }
        }
        return JsonObject.EMPTY;
    }

    private ContainerProbes.Listener listener(PodManifest pod, ContainerManifest container) {
        return new ContainerProbes.Listener() {
            @Override
            public void changed() {
                wake.run();
            }

            @Override
            public void unhealthy(ProbeKind kind, ProbeOutcome outcome) {
                boolean failed = outcome.verdict() == ProbeOutcome.Verdict.FAILURE;
                String how = failed ? " probe failed: " : " probe errored and resulted in unknown state: ";
                node.events().of(pod, container).warning("Unhealthy", kind.title() + how + outcome.message());
            }
        };
    }

    @Override
    public void close() {
        byContainerId.values().forEach(ContainerProbes::close);
        byContainerId.clear();
    }
}
