package dev.leme.dns.zone;

import dev.leme.api.core.v1.Service;
import dev.leme.api.core.v1.ServicePort;
import dev.leme.api.discovery.v1.Endpoint;
import dev.leme.api.discovery.v1.EndpointPort;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.dns.zone.Answer.Address;
import dev.leme.dns.zone.Answer.Alias;
import dev.leme.dns.zone.Answer.Pointer;
import dev.leme.dns.zone.Answer.Port;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Plans the records of one Service, after the "Kubernetes DNS-Based Service Discovery" specification 1.1.0: a pure function of
 * the Service and its slices.
 */
final class ServiceRecords {

    private final Map<String, Set<Answer>> records = new LinkedHashMap<>();

    private ServiceRecords() {}

    /** Every name that the Service has, with what lies there. */
    static Map<String, Set<Answer>> plan(Service service, List<EndpointSlice> slices, String domain) {
        ServiceRecords plan = new ServiceRecords();
        String name = (service.metadata().name() + "." + service.metadata().namespace() + ".svc." + domain)
                .toLowerCase(Locale.ROOT);
        if (service.spec().type().equals("ExternalName")) {
            plan.add(name, new Alias(withoutDot(service.spec().externalName())));
        } else if (service.spec().clusterIP().equals("None")) {
            plan.headless(name, slices);
        } else if (!service.spec().clusterIP().isEmpty()) {
            plan.clusterIp(name, service);
        }
        return plan.records;
    }

    private static String withoutDot(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private void clusterIp(String name, Service service) {
        for (String ip : service.spec().clusterIPs()) {
            add(name, new Address(ip));
            add(ReverseNames.of(ip), new Pointer(name));
        }
        for (ServicePort port : service.spec().ports()) {
            if (!port.name().isEmpty()) {
                add(portName(port.name(), port.protocol(), name), new Port(port.port(), name));
            }
        }
    }

    private void headless(String name, List<EndpointSlice> slices) {
        records.put(name, new LinkedHashSet<>());
        for (EndpointSlice slice : slices) {
            if (slice.addressType().equals("IPv4") || slice.addressType().equals("IPv6")) {
                slice.endpoints().stream()
                        .filter(ServiceRecords::isReady)
                        .forEach(endpoint -> endpoint(name, slice, endpoint));
            }
        }
        if (records.getOrDefault(name, Set.of()).isEmpty()) {
            records.remove(name);
        }
    }

    /** An endpoint that doesn't say counts as ready. */
    private static boolean isReady(Endpoint endpoint) {
        return !endpoint.conditions().hasReady() || endpoint.conditions().ready();
    }

    private void endpoint(String name, EndpointSlice slice, Endpoint endpoint) {
        for (String ip : endpoint.addresses()) {
            String hostname = endpoint.hostname().isEmpty()
                    ? ip.replace('.', '-').replace(':', '-')
                    : endpoint.hostname().toLowerCase(Locale.ROOT);
            String host = hostname + "." + name;
            add(name, new Address(ip));
            add(host, new Address(ip));
            if (!endpoint.hostname().isEmpty()) {
                add(ReverseNames.of(ip), new Pointer(host));
            }
            for (EndpointPort port : slice.ports()) {
                if (!port.name().isEmpty()) {
                    add(portName(port.name(), port.protocol(), name), new Port(port.port(), host));
                }
            }
        }
    }

    private static String portName(String port, String protocol, String name) {
        String transport = protocol.isEmpty() ? "tcp" : protocol.toLowerCase(Locale.ROOT);
        return "_" + port + "._" + transport + "." + name;
    }

    private void add(String name, Answer answer) {
        records.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(answer);
    }
}
