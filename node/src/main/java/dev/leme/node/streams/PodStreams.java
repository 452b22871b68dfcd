package dev.leme.node.streams;

import dev.leme.api.json.JsonObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.stream.Duplex;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import dev.leme.node.images.ImageOutcome;
import dev.leme.node.logs.LogOptions;
import dev.leme.node.logs.LogSignals;
import dev.leme.node.logs.LogStream;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.Instance;
import dev.leme.node.observed.Observation;
import dev.leme.node.observed.StartFailure;
import dev.leme.node.runtime.ContainerRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Serves {@link NodeStreams} from the pods' workers and the runtime. */
public final class PodStreams implements NodeStreams {
    /** One pod of this node. */
    public interface Pod {
        PodManifest manifest();

        /** What is seen of it now. */
        Observation seen();
    }

    /** Finds this node's pods. */
    public interface Pods {
        Optional<Pod> find(String namespace, String name);
    }

    private final Pods pods;
    private final ContainerRuntime runtime;
    private final LogSignals signals;

    public PodStreams(Pods pods, ContainerRuntime runtime, LogSignals signals) {
        this.pods = pods;
        this.runtime = runtime;
        this.signals = signals;
    }

    private Pod pod(String namespace, String name) {
        return pods.find(namespace, name).orElseThrow(() -> ApiException.notFound(Resources.PODS, name));
    }

    @Override
    public InputStream logs(Target target, boolean previous, LogOptions options) throws IOException {
        Pod pod = pod(target.namespace(), target.pod());
        ContainerManifest container = container(pod.manifest(), target.container());
        Instance instance = logged(pod, container, previous);
        String log = instance.status().logPath();
        if (log.isEmpty() || !Files.exists(Path.of(log))) {
            return InputStream.nullInputStream();
        }
        return new LogStream(Path.of(log), options, signals, () -> isRunning(pod, container, instance));
    }

    private static boolean isRunning(Pod pod, ContainerManifest container, Instance instance) {
        Instance last = pod.seen().last(container.name());
        return last != null && last.id().equals(instance.id()) && last.isRunning();
    }

    private static ContainerManifest container(PodManifest pod, String name) {
        List<ContainerManifest> all = pod.allContainers();
        if (name.isEmpty()) {
            if (all.size() == 1) {
                return all.getFirst();
            }
            String names = all.stream().map(ContainerManifest::name).collect(Collectors.joining(" "));
            throw ApiException.badRequest(
                    "a container name must be specified for pod " + pod.name() + ", choose one of: [" + names + "]");
        }
        return pod.container(name)
                .orElseThrow(
                        () -> ApiException.badRequest("container " + name + " is not valid for pod " + pod.name()));
    }

    /** The run whose log is wanted: the newest one, also when it has ended and will be started again. */
    private static Instance logged(Pod pod, ContainerManifest container, boolean previous) {
        String where = "container \"" + container.name() + "\" in pod \""
                + pod.manifest().name() + "\"";
        Instance last = pod.seen().last(container.name());
        if (!previous) {
            if (last == null) {
                throw ApiException.badRequest(where + " is waiting to start: " + waiting(pod, container));
            }
            return last;
        }
        return pod.seen().runs(container.name()).stream()
                .filter(run -> run.isDead() && (!run.equals(last) || willRestart(pod, container, run)))
                .findFirst()
                .orElseThrow(() -> ApiException.badRequest("previous terminated " + where + " not found"));
    }

    private static boolean willRestart(Pod pod, ContainerManifest container, Instance run) {
        return container.restartPolicy(pod.manifest().restartPolicy()).restarts(run.exitCode());
    }

    private static String waiting(Pod pod, ContainerManifest container) {
        StartFailure failure = pod.seen().startFailures().get(container.name());
        if (failure != null) {
            return failure.reason();
        }
        if (pod.seen().images().get(container.name()) instanceof ImageOutcome.Missing missing) {
            return missing.reason().equals("ErrImagePull") ? "trying and failing to pull image" : missing.reason();
        }
        return pod.manifest().initContainers().isEmpty() ? "ContainerCreating" : "PodInitializing";
    }

    private Instance running(Target target) {
        Pod pod = pod(target.namespace(), target.pod());
        ContainerManifest container = container(pod.manifest(), target.container());
        Instance last = pod.seen().last(container.name());
        if (last == null || !last.isRunning()) {
            throw new ApiException(
                    Reason.NOT_FOUND,
                    Reason.NOT_FOUND.code(),
                    "container not found (\"" + container.name() + "\")",
                    JsonObject.EMPTY);
        }
        return last;
    }

    @Override
    public ProcessExit exec(Target target, List<String> command, ProcessStreams streams)
            throws IOException, InterruptedException {
        return runtime.exec(running(target).id(), command, streams);
    }

    @Override
    public ProcessExit attach(Target target, ProcessStreams streams) throws IOException, InterruptedException {
        return runtime.attach(running(target).id(), streams);
    }

    @Override
    public void portForward(String namespace, String name, int port, Duplex connection)
            throws IOException, InterruptedException {
        Pod pod = pod(namespace, name);
        Observation seen = pod.seen();
        if (!seen.sandboxReady()) {
            throw ApiException.badRequest("unable to forward port because pod is not running. Current status="
                    + pod.manifest().object().status().string("phase"));
        }
        runtime.portForward(seen.sandbox().orElseThrow().id(), port, connection);
    }
}
