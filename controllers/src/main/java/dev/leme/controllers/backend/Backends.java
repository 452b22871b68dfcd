package dev.leme.controllers.backend;

import dev.leme.api.core.v1.Container;
import dev.leme.api.core.v1.ContainerPort;
import dev.leme.api.core.v1.ObjectReference;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Service;
import dev.leme.api.core.v1.ServicePort;
import dev.leme.api.discovery.v1.Endpoint;
import dev.leme.api.discovery.v1.EndpointHints;
import dev.leme.api.discovery.v1.EndpointPort;
import dev.leme.api.json.IntOrString;
import dev.leme.controllers.workload.Pods;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Plans the endpoints of one Service out of the pods that it selects: a pure function. */
public final class Backends {

    private Backends() {}

    /** Endpoints that listen on the same ports. */
    public record Group(List<EndpointPort> ports, List<Endpoint> endpoints) {}

    /** The families in which the Service has endpoints. */
    public static List<String> families(Service service) {
        List<String> families = service.spec().ipFamilies();
        return families.isEmpty() ? List.of("IPv4") : families;
    }

    /**
     * What the Service's slices of {@code family} are to hold, a group for each set of ports, by pods' names.
     *
     * @param zones the zone of a node by its name, empty where it isn't known
     */
    public static List<Group> plan(Service service, List<Pod> pods, String family, UnaryOperator<String> zones) {
        Map<List<EndpointPort>, List<Endpoint>> groups = new LinkedHashMap<>();
        pods.stream()
                .filter(pod -> !Pods.isEnded(pod) && !address(pod, family).isEmpty())
                .sorted(Comparator.comparing(pod -> pod.metadata().name()))
                .forEach(pod -> groups.computeIfAbsent(ports(service, pod), key -> new ArrayList<>())
                        .add(endpoint(service, pod, family, zones)));
        List<Group> planned = new ArrayList<>();
        groups.forEach((ports, endpoints) -> planned.add(new Group(ports, endpoints)));
        return planned;
    }

    /** The pod's address of a family; empty where it has none (yet). */
    private static String address(Pod pod, String family) {
        List<String> addresses = new ArrayList<>();
        pod.status().podIPs().forEach(address -> addresses.add(address.ip()));
        addresses.add(pod.status().podIP());
        boolean ipv6 = family.equals("IPv6");
        return addresses.stream()
                .filter(address -> !address.isEmpty() && address.contains(":") == ipv6)
                .findFirst()
                .orElse("");
    }

    private static Endpoint endpoint(Service service, Pod pod, String family, UnaryOperator<String> zones) {
        boolean serving = Pods.isReady(pod);
        boolean terminating = Pods.isTerminating(pod);
        boolean ready = service.spec().publishNotReadyAddresses() || serving && !terminating;
        Endpoint.Builder endpoint = Endpoint.builder()
                .addresses(List.of(address(pod, family)))
                .conditions(
                        conditions -> conditions.ready(ready).serving(serving).terminating(terminating))
                .targetRef(ObjectReference.builder()
                        .kind("Pod")
                        .namespace(pod.metadata().namespace())
                        .name(pod.metadata().name())
                        .uid(pod.metadata().uid())
                        .build());
        String node = pod.spec().nodeName();
        if (!node.isEmpty()) {
            endpoint.nodeName(node);
        }
        String zone = zones.apply(node);
        if (!zone.isEmpty()) {
            endpoint.zone(zone);
        }
        if (ready && !TopologyHints.isWanted(service.object())) {
            hint(endpoint, service.spec().trafficDistribution(), node, zone);
        }
        boolean named = !pod.spec().hostname().isEmpty()
                && pod.spec().subdomain().equals(service.metadata().name());
        return named ? endpoint.hostname(pod.spec().hostname()).build() : endpoint.build();
    }

    /** Who is to use an endpoint first: those of its zone, or of its node and then of its zone. */
    private static void hint(Endpoint.Builder endpoint, String distribution, String node, String zone) {
        boolean sameNode = distribution.equals("PreferSameNode") && !node.isEmpty();
        boolean sameZone = !distribution.isEmpty() && !zone.isEmpty();
        if (!sameNode && !sameZone) {
            return;
        }
        endpoint.hints(hints -> {
            EndpointHints.Builder result = sameZone ? hints.addForZones(to -> to.name(zone)) : hints;
            return sameNode ? result.addForNodes(to -> to.name(node)) : result;
        });
    }

    private static List<EndpointPort> ports(Service service, Pod pod) {
        List<EndpointPort> ports = new ArrayList<>();
        for (ServicePort port : service.spec().ports()) {
            int number = target(port, pod);
            if (number > 0) {
                EndpointPort.Builder planned =
                        EndpointPort.builder().name(port.name()).port(number).protocol(port.protocol());
                ports.add(
                        port.appProtocol().isEmpty()
                                ? planned.build()
                                : planned.appProtocol(port.appProtocol()).build());
            }
        }
        return ports;
    }

    /** The pod's port that a Service's port leads to; 0 where the pod has none of that name. */
    private static int target(ServicePort port, Pod pod) {
        if (!port.hasTargetPort()) {
            return port.port();
        }
        return switch (port.targetPort()) {
            case IntOrString.Int(int number) -> number;
            case IntOrString.Text(String name) -> named(name, port.protocol(), pod);
        };
    }

    private static int named(String name, String protocol, Pod pod) {
        for (Container container : pod.spec().containers()) {
            for (ContainerPort port : container.ports()) {
                if (port.name().equals(name) && port.protocol().equals(protocol)) {
                    return port.containerPort();
                }
            }
        }
        return 0;
    }
}
