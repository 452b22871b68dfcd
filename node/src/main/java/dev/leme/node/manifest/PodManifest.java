package dev.leme.node.manifest;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A pod as the node reads it. Defaults are the API server's; what it did not set reads as Go's zero value. */
public record PodManifest(ApiObject object) {

    public static PodManifest of(ApiObject pod) {
        return new PodManifest(pod);
    }

    public String name() {
        return object.name();
    }

    public String namespace() {
        return object.namespace();
    }

    public String uid() {
        return object.uid();
    }

    public JsonObject spec() {
        return object.spec();
    }

    /** How messages name a pod: {@code name_namespace(uid)}. */
    public String fullName() {
        return name() + "_" + namespace() + "(" + uid() + ")";
    }

    /** The init containers in order, sidecars among them. */
    public List<ContainerManifest> initContainers() {
        List<ContainerManifest> found = new ArrayList<>();
        for (JsonObject json : spec().array("initContainers").objects()) {
            boolean sidecar = json.string("restartPolicy").equals("Always");
            found.add(new ContainerManifest(
                    json, sidecar ? ContainerManifest.Role.SIDECAR : ContainerManifest.Role.INIT));
        }
        return found;
    }

    /** The containers that the pod is there for. */
    public List<ContainerManifest> mainContainers() {
        return spec().array("containers").objects().stream()
                .map(json -> new ContainerManifest(json, ContainerManifest.Role.MAIN))
                .toList();
    }

    /** The containers added for debugging while the pod runs. */
    public List<ContainerManifest> ephemeralContainers() {
        return spec().array("ephemeralContainers").objects().stream()
                .map(json -> new ContainerManifest(json, ContainerManifest.Role.EPHEMERAL))
                .toList();
    }

    /** Every container, in the order init, main, ephemeral. */
    public List<ContainerManifest> allContainers() {
        List<ContainerManifest> all = new ArrayList<>(initContainers());
        all.addAll(mainContainers());
        all.addAll(ephemeralContainers());
        return all;
    }

    public Optional<ContainerManifest> container(String name) {
        return allContainers().stream()
                .filter(container -> container.name().equals(name))
                .findFirst();
    }

    public RestartPolicy restartPolicy() {
        return RestartPolicy.of(spec().string("restartPolicy"));
    }

    public boolean hostNetwork() {
        return spec().bool("hostNetwork");
    }

    public boolean sharesProcesses() {
        return spec().bool("shareProcessNamespace");
    }

    /** The pod's own security context; empty when it has none. */
    public JsonObject securityContext() {
        return spec().object("securityContext");
    }

    public boolean isDeleting() {
        return object.isDeleting();
    }

    /** How long containers get to end: what the deletion says, else what the spec says. */
    public Duration terminationGrace() {
        long inSpec = spec().number("terminationGracePeriodSeconds", 30);
        return Duration.ofSeconds(object.metadata().number("deletionGracePeriodSeconds", inSpec));
    }

    /** How long the pod may be active in all, if that is limited. */
    public Optional<Duration> activeDeadline() {
        long seconds = spec().number("activeDeadlineSeconds", -1);
        return seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    /** Whether the API already shows an end that nothing changes any more. */
    public boolean isTerminal() {
        String phase = object.status().string("phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    public QosClass qosClass() {
        return QosClass.of(this);
    }
}
