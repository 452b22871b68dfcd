package dev.leme.proxy.ruleset;

import dev.leme.api.core.v1.Container;
import dev.leme.api.core.v1.ContainerPort;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodIP;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Plans the host ports of one pod of this node: frontends on the node's addresses that lead to the pod alone. */
public final class HostPortPlanner {

    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private HostPortPlanner() {}

    /** The rules of {@code pod}; none while it has no address, when it is over, and where it shares the node's network. */
    public static ServiceRules plan(Pod pod, NodeFacts node) {
        if (pod.spec().hostNetwork() || OVER.contains(pod.status().phase())) {
            return ServiceRules.NONE;
        }
        ServiceRules.Builder rules = new ServiceRules.Builder();
        for (String address : addresses(pod)) {
            Stream.concat(pod.spec().initContainers().stream(), pod.spec().containers().stream())
                    .map(Container::ports)
                    .flatMap(List::stream)
                    .filter(port -> port.hostPort() > 0)
                    .forEach(port -> open(rules, port, address, node));
        }
        return rules.build();
    }

    private static Set<String> addresses(Pod pod) {
        Set<String> addresses = new LinkedHashSet<>();
        addresses.add(pod.status().podIP());
        pod.status().podIPs().stream().map(PodIP::ip).forEach(addresses::add);
        addresses.remove("");
        return addresses;
    }

    private static void open(ServiceRules.Builder rules, ContainerPort port, String pod, NodeFacts node) {
        String host = port.hostIP();
        boolean everywhere = host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
        Family family = Family.of(pod);
        Backend backend = new Backend(pod, port.containerPort());
        for (String address : family.of(everywhere ? node.addresses() : List.of(host))) {
            Frontend frontend = new Frontend(address, Protocols.of(port.protocol()), port.hostPort());
            rules.frontend(frontend, Chain.slot(family, 0), List.of(backend), Set.of(backend));
            rules.hairpin(pod);
        }
    }
}
