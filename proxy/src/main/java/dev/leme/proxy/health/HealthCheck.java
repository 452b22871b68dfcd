package dev.leme.proxy.health;

import dev.leme.api.core.v1.Service;
import dev.leme.api.core.v1.ServiceSpec;
import dev.leme.api.discovery.v1.Endpoint;
import dev.leme.api.discovery.v1.EndpointSlice;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one Service's health-check node port says.
 *
 * @param port where it is asked
 * @param localEndpoints how many ready endpoints the Service has on this node
 */
public record HealthCheck(String namespace, String name, int port, int localEndpoints) {

    /** Only a load balancer whose external policy is Local needs to know. */
    public static Optional<HealthCheck> of(Service service, List<EndpointSlice> slices, String node) {
        ServiceSpec spec = service.spec();
        if (!spec.type().equals("LoadBalancer")
                || !spec.externalTrafficPolicy().equals("Local")
                || spec.healthCheckNodePort() == 0) {
            return Optional.empty();
        }
        return Optional.of(new HealthCheck(
                service.metadata().namespace(),
                service.metadata().name(),
                spec.healthCheckNodePort(),
                local(slices, node)));
    }

    private static int local(List<EndpointSlice> slices, String node) {
        Set<String> addresses = new HashSet<>();
        for (EndpointSlice slice : slices) {
            for (Endpoint endpoint : slice.endpoints()) {
                boolean ready = !endpoint.conditions().hasReady()
                        || endpoint.conditions().ready();
                if (ready && endpoint.nodeName().equals(node)) {
                    endpoint.addresses().stream().limit(1).forEach(addresses::add);
                }
            }
        }
        return addresses.size();
    }

    /** 200, or 503 where nobody here would answer, or where the rules that lead there are stale. */
    int status(boolean proxyHealthy) {
        return localEndpoints > 0 && proxyHealthy ? 200 : 503;
    }

    /** As upstream's proxy writes it, white space included: it is read by machines and by tests. */
    String body(boolean proxyHealthy) {
        return """
                {
                \t"service": {
                \t\t"namespace": "%s",
                \t\t"name": "%s"
                \t},
                \t"localEndpoints": %d,
                \t"serviceProxyHealthy": %b
                }""".formatted(namespace, name, localEndpoints, proxyHealthy);
    }
}
