package dev.leme.dns.zone;

import dev.leme.api.core.v1.Service;
import dev.leme.api.core.v1.ServicePort;
import dev.leme.api.discovery.v1.Endpoint;
import dev.leme.api.discovery.v1.EndpointPort;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.dns.zone.Answer.Alias;
import dev.leme.dns.zone.Answer.Pointer;
import dev.leme.dns.zone.Answer.Port;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.Address;

/**
 * Plans the records of one Service, after the "Kubernetes DNS-Based Service Discovery" specification 1.1.0: a pure function of
 * the Service and its slices.
 */
final class ServiceRecords {

    private final Map<String, Set<Answer>> records = new LinkedHashMap<>();

    private final String name;

    private ServiceRecords(String name) {
        this.name = name;
    }

    /** Every name that the Service has, with what lies there. */
    static Map<String, Set<Answer>> plan(Service service, List<EndpointSlice> slices, String domain) {
        String name = (service.metadata().name() + "." + service.metadata().namespace() + ".svc." + domain)
                .toLowerCase(Locale.ROOT);
        ServiceRecords plan = new ServiceRecords(name);
        if (service.spec().type().equals("ExternalName")) {
            plan.alias(withoutDot(service.spec().externalName()));
        } else if (service.spec().clusterIP().equals("None")) {
            plan.endpoints(slices, true);
        } else if (!service.spec().clusterIP().isEmpty()) {
            plan.clusterIp(service);
            plan.endpoints(slices, false);
        }
        return plan.records;
    }

    private static String withoutDot(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** A name can be an alias of a name only, not of an address. */
    private void alias(String target) {
        if (!target.isEmpty() && !Address.isDottedQuad(target) && target.indexOf(':') < 0) {
            add(name, new Alias(target));
        }
    }

    private void clusterIp(Service service) {
        List<String> addresses = service.spec().clusterIPs().isEmpty()
                ? List.of(service.spec().clusterIP())
                : service.spec().clusterIPs();
        for (String ip : addresses) {
            add(name, new Answer.Address(ip));
            add(ReverseNames.of(ip), new Pointer(name));
        }
        for (ServicePort port : service.spec().ports()) {
            if (!port.name().isEmpty()) {
                add(portName(port.name(), port.protocol()), new Port(port.port(), name));
            }
        }
    }

    private void endpoints(List<EndpointSlice> slices, boolean headless) {
        for (EndpointSlice slice : slices) {
            if (slice.addressType().equals("IPv4") || slice.addressType().equals("IPv6")) {
                slice.endpoints().stream()
                        .filter(ServiceRecords::isReady)
                        .forEach(endpoint -> endpoint(slice, endpoint, headless));
            }
        }
    }

    /** An endpoint that doesn't say counts as ready. */
    private static boolean isReady(Endpoint endpoint) {
        return !endpoint.conditions().hasReady() || endpoint.conditions().ready();
    }

    /** Of a Service with an address of its own only the endpoints with a hostname have names, as upstream's server has it. */
    private void endpoint(EndpointSlice slice, Endpoint endpoint, boolean headless) {
        if (!headless && endpoint.hostname().isEmpty()) {
            return;
        }
        for (String ip : endpoint.addresses()) {
            String hostname = endpoint.hostname().isEmpty()
                    ? PodNames.label(ip)
                    : endpoint.hostname().toLowerCase(Locale.ROOT);
            String host = hostname + "." + name;
            add(host, new Answer.Address(ip));
            add(ReverseNames.of(ip), new Pointer(host));
            if (headless) {
                add(name, new Answer.Address(ip));
                ports(slice, host);
            }
        }
    }

    private void ports(EndpointSlice slice, String host) {
        for (EndpointPort port : slice.ports()) {
            if (!port.name().isEmpty() && port.port() > 0) {
                add(portName(port.name(), port.protocol()), new Port(port.port(), host));
            }
        }
    }

    private String portName(String port, String protocol) {
        String transport = protocol.isEmpty() ? "tcp" : protocol.toLowerCase(Locale.ROOT);
        return "_" + port.toLowerCase(Locale.ROOT) + "._" + transport + "." + name;
    }

    private void add(String owner, Answer answer) {
        records.computeIfAbsent(owner, key -> new LinkedHashSet<>()).add(answer);
    }
}
