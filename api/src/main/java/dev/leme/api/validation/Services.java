package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What services must hold, and what may change of them. */
final class Services {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> TYPES = List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");

    private Services() {}

    static void check(Report report, ApiObject service) {
        JsonObject spec = service.spec();
        String type = spec.string("type");
        boolean headless = spec.string("clusterIP").equals("None");
        if (spec.array("ports").isEmpty() && !headless && !type.equals("ExternalName")) {
            report.required(SPEC.child("ports"), "");
        }
        byType(report, spec, type, headless);
        ports(report, spec, type);
        Metadata.labels(report, SPEC.child("selector"), spec.object("selector"));
        report.oneOf(SPEC, spec, "sessionAffinity", List.of("ClientIP", "None"));
        affinityTimeout(report, spec);
        addresses(report, spec);
        report.oneOf(SPEC, spec, "type", TYPES);
        loadBalancer(report, spec, type);
        traffic(report, spec, type);
    }

    private static void byType(Report report, JsonObject spec, String type, boolean headless) {
        switch (type) {
            case "LoadBalancer", "NodePort" -> {
                if (headless) {
                    report.invalid(
                            SPEC.child("clusterIPs").index(0),
                            "None",
                            "may not be set to 'None' for " + type + " services");
                }
            }
            case "ExternalName" -> externalName(report, spec);
            default -> {}
        }
    }

    private static void externalName(Report report, JsonObject spec) {
        for (String name : List.of("clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
            if (spec.has(name)
                    && !(name.equals("clusterIPs") && spec.array(name).isEmpty())) {
                report.forbidden(SPEC.child(name), "may not be set when `type` is 'ExternalName'");
            }
        }
        String external = spec.string("externalName");
        String name = external.endsWith(".") ? external.substring(0, external.length() - 1) : external;
        if (name.isEmpty()) {
            report.required(SPEC.child("externalName"), "");
        } else {
            report.complain(SPEC.child("externalName"), name, Names.subdomain(name));
        }
    }

    private static void ports(Report report, JsonObject spec, String type) {
        Set<String> names = new HashSet<>();
        Set<String> ports = new HashSet<>();
        Set<String> nodePorts = new HashSet<>();
        boolean named = spec.array("ports").size() > 1;
        Lists.each(SPEC, spec, "ports", (at, port) -> {
            port(report, at, port, named, names);
            String protocol = port.string("protocol");
            if (!ports.add(protocol + port.number("port", 0))) {
                JsonObject key = JsonObject.builder()
                        .put("protocol", protocol)
                        .put("port", port.number("port", 0))
                        .build();
                report.add(FieldError.duplicate(at, key));
            }
            long nodePort = port.number("nodePort", 0);
            if (nodePort == 0) {
                return;
            }
            if (type.equals("ClusterIP")) {
                report.forbidden(at.child("nodePort"), "may not be used when `type` is 'ClusterIP'");
            }
            if (!nodePorts.add(protocol + nodePort)) {
                report.add(FieldError.duplicate(at.child("nodePort"), JsonValue.of(nodePort)));
            }
        });
    }

    private static void port(Report report, FieldPath path, JsonObject port, boolean named, Set<String> names) {
        String name = port.string("name");
        if (!name.isEmpty()) {
            report.complain(path.child("name"), name, Names.label(name));
            if (!names.add(name)) {
                report.add(FieldError.duplicate(path.child("name"), name));
            }
        } else if (named) {
            report.required(path.child("name"), "");
        }
        long number = port.number("port", 0);
        report.complain(path.child("port"), number, Names.portNumber(number));
        report.oneOf(path, port, "protocol", List.of("SCTP", "TCP", "UDP"));
        Paths.port(report, path, port, "targetPort");
        String application = port.string("appProtocol");
        report.complain(
                path.child("appProtocol"),
                application,
                application.isEmpty() ? List.of() : Names.qualified(application));
    }

    private static void affinityTimeout(Report report, JsonObject spec) {
        JsonObject client = spec.object("sessionAffinityConfig").object("clientIP");
        long seconds = client.number("timeoutSeconds", 1);
        if (spec.string("sessionAffinity").equals("ClientIP") && (seconds <= 0 || seconds > 86_400)) {
            report.invalid(
                    SPEC.child("sessionAffinityConfig").child("clientIP").child("timeoutSeconds"),
                    seconds,
                    "must be greater than 0 and less than 86400");
        }
    }

    private static void addresses(Report report, JsonObject spec) {
        List<String> own = spec.array("clusterIPs").strings();
        for (int i = 0; i < own.size(); i++) {
            if (!own.get(i).equals("None")) {
                Addresses.ip(report, SPEC.child("clusterIPs").index(i), own.get(i));
            }
        }
        List<String> external = spec.array("externalIPs").strings();
        for (int i = 0; i < external.size(); i++) {
            FieldPath path = SPEC.child("externalIPs").index(i);
            Addresses.ip(report, path, external.get(i));
            if (external.get(i).startsWith("127.")) {
                report.invalid(path, external.get(i), "may not be in the loopback range (127.0.0.0/8, ::1/128)");
            }
        }
    }

    private static void loadBalancer(Report report, JsonObject spec, String type) {
        boolean balanced = type.equals("LoadBalancer");
        List<String> ranges = spec.array("loadBalancerSourceRanges").strings();
        FieldPath path = SPEC.child("LoadBalancerSourceRanges");
        if (!ranges.isEmpty() && !balanced) {
            report.forbidden(path, "may only be used when `type` is 'LoadBalancer'");
        }
        for (int i = 0; i < ranges.size(); i++) {
            Addresses.cidr(report, path.index(i), ranges.get(i).strip());
        }
        for (String name : List.of("allocateLoadBalancerNodePorts", "loadBalancerClass")) {
            if (spec.has(name) && !balanced) {
                report.forbidden(SPEC.child(name), "may only be used when `type` is 'LoadBalancer'");
            }
        }
    }

    private static void traffic(Report report, JsonObject spec, String type) {
        boolean outward = type.equals("NodePort")
                || type.equals("LoadBalancer")
                || type.equals("ClusterIP") && !spec.array("externalIPs").isEmpty();
        String policy = spec.string("externalTrafficPolicy");
        if (outward) {
            report.oneOf(SPEC, spec, "externalTrafficPolicy", List.of("Cluster", "Local"));
        } else if (!policy.isEmpty()) {
            report.invalid(
                    SPEC.child("externalTrafficPolicy"), policy, "may only be set for externally-accessible services");
        }
        report.oneOfIfPresent(SPEC, spec, "internalTrafficPolicy", List.of("Cluster", "Local"));
        report.oneOfIfPresent(
                SPEC, spec, "trafficDistribution", List.of("PreferClose", "PreferSameZone", "PreferSameNode"));
        boolean checked = type.equals("LoadBalancer") && policy.equals("Local");
        if (!checked && spec.number("healthCheckNodePort", 0) != 0) {
            report.invalid(
                    SPEC.child("healthCheckNodePort"),
                    spec.number("healthCheckNodePort", 0),
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }
    }

    /** Addresses stay, unless the service was or becomes an ExternalName. */
    static void update(Report report, ApiObject fresh, ApiObject old) {
        boolean named = fresh.spec().string("type").equals("ExternalName")
                || old.spec().string("type").equals("ExternalName");
        List<String> before = old.spec().array("clusterIPs").strings();
        List<String> after = fresh.spec().array("clusterIPs").strings();
        if (named || before.isEmpty()) {
            return;
        }
        FieldPath path = SPEC.child("clusterIPs");
        if (after.isEmpty()) {
            report.invalid(path.index(0), fresh.spec().array("clusterIPs"), "primary clusterIP can not be unset");
        } else if (!after.getFirst().equals(before.getFirst())) {
            report.invalid(path.index(0), fresh.spec().array("clusterIPs"), "may not change once set");
        }
    }
}
