package dev.leme.scheduler.snapshot;

import dev.leme.api.core.v1.Container;
import dev.leme.api.core.v1.ContainerPort;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodSpec;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.quota.AmountMap;
import dev.leme.api.quota.PodAmounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A pod as decisions see it, read once.
 *
 * @param pod the pod
 * @param uid its identity
 * @param namespace its namespace
 * @param labels its labels
 * @param priority its priority
 * @param requests what it asks for; see {@link PodAmounts}
 * @param scored the same with upstream's defaults for containers that ask for nothing (0.1 core, 200 MB), so that they
 *     spread too
 * @param ports the node's ports that it takes
 * @param placement which nodes it may go to
 * @param attractions near which pods it wants to be, and from which ones away
 */
public record PodDemand(
        Pod pod,
        String uid,
        String namespace,
        Map<String, String> labels,
        int priority,
        Amounts requests,
        Amounts scored,
        List<HostPort> ports,
        Placement placement,
        Attractions attractions) {

    private static final AmountMap DEFAULTS =
            new AmountMap(Map.of(Amounts.CPU, Quantity.parse("100m"), Amounts.MEMORY, Quantity.parse("200Mi")));

    /** What this pod takes and wants. */
    public static PodDemand of(Pod pod) {
        PodSpec spec = pod.spec();
        return new PodDemand(
                pod,
                pod.metadata().uid(),
                pod.metadata().namespace(),
                Map.copyOf(pod.metadata().labels()),
                spec.priority(),
                Amounts.of(PodAmounts.requests(pod.json())),
                Amounts.of(PodAmounts.requests(pod.json(), DEFAULTS)),
                ports(spec),
                Placement.of(spec),
                Attractions.of(pod));
    }

    private static List<HostPort> ports(PodSpec spec) {
        List<HostPort> ports = new ArrayList<>();
        addPorts(ports, spec.containers());
        addPorts(
                ports,
                spec.initContainers().stream()
                        .filter(container -> container.restartPolicy().equals("Always"))
                        .toList());
        return List.copyOf(ports);
    }

    private static void addPorts(List<HostPort> ports, List<Container> containers) {
        for (Container container : containers) {
            for (ContainerPort port : container.ports()) {
                if (port.hostPort() > 0) {
                    String address = port.hostIP().isEmpty() ? "0.0.0.0" : port.hostIP();
                    String protocol = port.protocol().isEmpty() ? "TCP" : port.protocol();
                    ports.add(new HostPort(address, protocol, port.hostPort()));
                }
            }
        }
    }

    /** Whether it is being deleted: then it doesn't count where pods are spread. */
    public boolean isLeaving() {
        return pod.metadata().hasDeletionTimestamp();
    }

    /** As messages name it. */
    public String name() {
        return namespace + "/" + pod.metadata().name();
    }
}
