package dev.leme.controllers.backend;

import dev.leme.api.core.v1.Container;
import dev.leme.api.core.v1.ContainerPort;
import dev.leme.api.core.v1.ObjectReference;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Service;
import dev.leme.api.core.v1.ServicePort;
import dev.leme.api.discovery.v1.Endpoint;
import dev.leme.api.discovery.v1.EndpointPort;
import dev.leme.api.json.IntOrString;
import dev.leme.controllers.workload.Pods;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plans the endpoints of one Service out of the pods that it selects: a pure function. */
public final class Backends {

    private Backends() {}

    /** Endpoints that listen on the same ports. */
    public record Group(List<EndpointPort> ports, List<Endpoint> endpoints) {}

    /** What the Service's slices are to hold, a group for each set of ports, by pods' names. */
    public static List<Group> plan(Service service, List<Pod> pods) {
        Map<List<EndpointPort>, List<Endpoint>> groups = new LinkedHashMap<>();
        pods.stream()
                .filter(Backends::hasPlace)
                .sorted(Comparator.comparing(pod -> pod.metadata().name()))
                .forEach(pod -> groups.computeIfAbsent(ports(service, pod), key -> new ArrayList<>())
                        .add(endpoint(service, pod)));
        List<Group> planned = new ArrayList<>();
        groups.forEach((ports, endpoints) -> planned.add(new Group(ports, endpoints)));
        return planned;
    }

    /** A pod counts from when it has an address until it has ended. */
    private static boolean hasPlace(Pod pod) {
        String phase = pod.status().phase();
        return !pod.status().podIP().isEmpty() && !phase.equals("Failed") && !phase.equals("Succeeded");
    }

    private static Endpoint endpoint(Service service, Pod pod) {
        boolean serving = Pods.isReady(pod);
        boolean terminating = pod.metadata().hasDeletionTimestamp();
        boolean ready = service.spec().publishNotReadyAddresses() || serving && !terminating;
        Endpoint.Builder endpoint = Endpoint.builder()
                .addresses(List.of(pod.status().podIP()))
                .conditions(
                        conditions -> conditions.ready(ready).serving(serving).terminating(terminating))
                .targetRef(ObjectReference.builder()
                        .kind("Pod")
                        .namespace(pod.metadata().namespace())
                        .name(pod.metadata().name())
                        .uid(pod.metadata().uid())
                        .build());
        if (!pod.spec().nodeName().isEmpty()) {
            endpoint.nodeName(pod.spec().nodeName());
        }
        boolean named = !pod.spec().hostname().isEmpty()
                && pod.spec().subdomain().equals(service.metadata().name());
        return named ? endpoint.hostname(pod.spec().hostname()).build() : endpoint.build();
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
