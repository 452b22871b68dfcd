package dev.leme.scheduler.snapshot;

import dev.leme.api.core.v1.Container;
import dev.leme.api.core.v1.ContainerPort;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a pod takes of a node.
 *
 * @param pod the pod
 * @param requests what it asks for: its containers together, or its largest init container where that is more, with
 *     sidecars and overhead, or what the pod itself asks for as a whole
 * @param scored the same with upstream's defaults for containers that ask for nothing (0.1 core, 200 MB), so that they
 *     spread too
 * @param ports the node's ports that it takes
 */
public record PodDemand(Pod pod, Amounts requests, Amounts scored, List<HostPort> ports) {

    private static final Amounts DEFAULTS = new Amounts(Map.of(Amounts.CPU, 100L, Amounts.MEMORY, 200L * 1024 * 1024));

    /** What this pod takes. */
    public static PodDemand of(Pod pod) {
        Amounts requests = sum(pod.spec(), Amounts.NONE);
        return new PodDemand(pod, requests, sum(pod.spec(), DEFAULTS), ports(pod.spec()));
    }

    private static Amounts sum(PodSpec spec, Amounts defaults) {
        Amounts running = Amounts.NONE;
        for (Container container : spec.containers()) {
            running = running.plus(requests(container, defaults));
        }
        Amounts sidecars = Amounts.NONE;
        Amounts starting = Amounts.NONE;
        for (Container container : spec.initContainers()) {
            Amounts own = requests(container, defaults);
            if (container.restartPolicy().equals("Always")) {
                sidecars = sidecars.plus(own);
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(own));
            }
        }
        return running.plus(sidecars)
                .max(starting)
                .overriddenBy(Amounts.of(spec.resources().requests()))
                .plus(Amounts.of(spec.overhead()));
    }

    private static Amounts requests(Container container, Amounts defaults) {
        return defaults.overriddenBy(Amounts.of(container.resources().requests()));
    }

    private static List<HostPort> ports(PodSpec spec) {
        List<HostPort> ports = new ArrayList<>();
        for (Container container : spec.containers()) {
            for (ContainerPort port : container.ports()) {
                if (port.hostPort() > 0) {
                    String address = port.hostIP().isEmpty() ? "0.0.0.0" : port.hostIP();
                    String protocol = port.protocol().isEmpty() ? "TCP" : port.protocol();
                    ports.add(new HostPort(address, protocol, port.hostPort()));
                }
            }
        }
        return List.copyOf(ports);
    }
}
