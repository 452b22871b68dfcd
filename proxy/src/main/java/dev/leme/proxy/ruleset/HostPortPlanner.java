package dev.leme.proxy.ruleset;

import dev.leme.api.core.v1.Container;
import dev.leme.api.core.v1.ContainerPort;
import dev.leme.api.core.v1.Pod;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Plans the host ports of one pod of this node: frontends on the node's addresses that lead to the pod alone. */
public final class HostPortPlanner {

    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private HostPortPlanner() {}

    /** The rules of {@code pod}; none while it has no address, when it is over, and where it shares the node's network. */
    public static ServiceRules plan(Pod pod, NodeFacts node) {
        String address = pod.status().podIP();
        if (address.isEmpty()
                || address.contains(":")
                || pod.spec().hostNetwork()
                || OVER.contains(pod.status().phase())) {
            return ServiceRules.NONE;
        }
        ServiceRules.Builder rules = new ServiceRules.Builder();
        Stream.concat(pod.spec().initContainers().stream(), pod.spec().containers().stream())
                .map(Container::ports)
                .flatMap(List::stream)
                .filter(port -> port.hostPort() > 0)
                .forEach(port -> open(rules, port, address, node));
        return rules.build();
    }

    private static void open(ServiceRules.Builder rules, ContainerPort port, String pod, NodeFacts node) {
        String host = port.hostIP();
        boolean everywhere = host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
        for (String address : everywhere ? node.addresses() : List.of(host)) {
            if (!address.contains(":")) {
                Frontend frontend = new Frontend(address, Protocols.of(port.protocol()), port.hostPort());
                rules.frontend(frontend, Chain.slot(0), List.of(new Backend(pod, port.containerPort())));
                rules.hairpin(pod);
            }
        }
    }
}
