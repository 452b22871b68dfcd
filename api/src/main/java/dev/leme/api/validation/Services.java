package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.service.ServiceNeeds;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What services must hold, and what may change of them. */
final class Services {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> TYPES = List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    private static final String FOR_BALANCERS = "may only be used when `type` is 'LoadBalancer'";
    private static final String RANGES_ANNOTATION = "service.beta.kubernetes.io/load-balancer-source-ranges";
    private static final int KUBELET_PORT = 10_250;

    private Services() {}

    static void check(Report report, ApiObject service) {
        JsonObject spec = service.spec();
        topology(report, service);
        if (spec.array("ports").isEmpty() && !ServiceNeeds.headless(spec) && ServiceNeeds.address(spec)) {
            report.required(SPEC.child("ports"), "");
        }
        byType(report, spec);
        namedPorts(report, spec);
        Metadata.labels(report, SPEC.child("selector"), spec.object("selector"));
        affinity(report, spec);
        ServiceAddresses.check(report, spec);
        List<String> external = spec.array("externalIPs").strings();
        for (int i = 0; i < external.size(); i++) {
            Addresses.ofEndpoint(report, SPEC.child("externalIPs").index(i), external.get(i));
        }
        report.oneOf(SPEC, spec, "type", TYPES);
        nodePorts(report, spec);
        distinctPorts(report, spec);
        sourceRanges(report, service);
        balancer(report, spec);
        traffic(report, spec);
    }

    private static void topology(Report report, ApiObject service) {
        String mode = service.annotations().get("service.kubernetes.io/topology-mode");
        String hints = service.annotations().get("service.kubernetes.io/topology-aware-hints");
        if (mode != null && hints != null && !mode.equals(hints)) {
            report.invalid(
                    FieldPath.of("metadata", "annotations").key("service.kubernetes.io/topology-mode"),
                    mode,
                    "must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified");
        }
    }

    private static void byType(Report report, JsonObject spec) {
        String type = spec.string("type");
        switch (type) {
            case "LoadBalancer" -> {
                kubeletPort(report, spec);
                notHeadless(report, spec, type);
            }
            case "NodePort" -> notHeadless(report, spec, type);
            case "ExternalName" -> externalName(report, spec);
            default -> {}
        }
    }

    private static void notHeadless(Report report, JsonObject spec, String type) {
        if (ServiceNeeds.headless(spec)) {
            report.invalid(
                    SPEC.child("clusterIPs").index(0), "None", "may not be set to 'None' for " + type + " services");
        }
    }

    private static void kubeletPort(Report report, JsonObject spec) {
        Lists.each(SPEC, spec, "ports", (at, port) -> {
            if (port.number("port", 0) == KUBELET_PORT) {
                report.invalid(
                        at,
                        KUBELET_PORT,
                        "may not expose port " + KUBELET_PORT + " externally since it is used by kubelet");
            }
        });
    }

    private static void externalName(Report report, JsonObject spec) {
        for (String name : List.of("clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
            if (!spec.array(name).isEmpty() || !spec.string(name).isEmpty()) {
                report.forbidden(SPEC.child(name), "may not be set for ExternalName services");
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

    private static void namedPorts(Report report, JsonObject spec) {
        Set<String> names = new HashSet<>();
        boolean named = spec.array("ports").size() > 1;
        Lists.each(SPEC, spec, "ports", (at, port) -> port(report, at, port, named, names));
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

    private static void nodePorts(Report report, JsonObject spec) {
        Set<String> seen = new HashSet<>();
        boolean none = spec.string("type").equals("ClusterIP");
        Lists.each(SPEC, spec, "ports", (at, port) -> {
            long number = port.number("nodePort", 0);
            if (number != 0 && none) {
                report.forbidden(at.child("nodePort"), "may not be used when `type` is 'ClusterIP'");
            }
            if (number != 0 && !seen.add(port.string("protocol") + number)) {
                report.add(FieldError.duplicate(at.child("nodePort"), JsonValue.of(number)));
            }
        });
    }

    private static void distinctPorts(Report report, JsonObject spec) {
        Set<JsonObject> seen = new HashSet<>();
        Lists.each(SPEC, spec, "ports", (at, port) -> {
            JsonObject key = JsonObject.builder()
                    .put("protocol", port.string("protocol"))
                    .put("port", port.number("port", 0))
                    .build();
            if (!seen.add(key)) {
                report.add(FieldError.duplicate(at, key));
            }
        });
    }

    private static void affinity(Report report, JsonObject spec) {
        report.oneOf(SPEC, spec, "sessionAffinity", List.of("ClientIP", "None"));
        FieldPath config = SPEC.child("sessionAffinityConfig");
        switch (spec.string("sessionAffinity")) {
            case "ClientIP" -> {
                JsonObject client = spec.object("sessionAffinityConfig").object("clientIP");
                long seconds = client.number("timeoutSeconds", 0);
                if (seconds <= 0 || seconds > 86_400) {
                    report.invalid(
                            config.child("clientIP").child("timeoutSeconds"),
                            seconds,
                            "must be greater than 0 and less than 86400");
                }
            }
            case "None" -> {
                if (spec.has("sessionAffinityConfig")) {
                    report.forbidden(config, "must not be set when session affinity is None");
                }
            }
            default -> {}
        }
    }

    /** Ranges stand in the spec or, in old manifests, in an annotation. */
    private static void sourceRanges(Report report, ApiObject service) {
        JsonObject spec = service.spec();
        List<String> ranges = spec.array("loadBalancerSourceRanges").strings();
        String annotation = service.annotations().get(RANGES_ANNOTATION);
        boolean inSpec = !ranges.isEmpty();
        if (!inSpec && annotation == null) {
            return;
        }
        FieldPath path = inSpec
                ? SPEC.child("LoadBalancerSourceRanges")
                : FieldPath.of("metadata", "annotations").key(RANGES_ANNOTATION);
        if (!ServiceNeeds.balanced(spec)) {
            report.forbidden(path, FOR_BALANCERS);
        }
        if (inSpec) {
            for (int i = 0; i < ranges.size(); i++) {
                Addresses.cidr(report, path.index(i), ranges.get(i).strip());
            }
        } else if (!Objects.requireNonNull(annotation).isBlank()) {
            for (String range : annotation.strip().split(",", -1)) {
                Addresses.cidr(report, path, range.strip());
            }
        }
    }

    private static void balancer(Report report, JsonObject spec) {
        if (!ServiceNeeds.balanced(spec)) {
            for (String name : List.of("allocateLoadBalancerNodePorts", "loadBalancerClass")) {
                if (spec.has(name)) {
                    report.forbidden(SPEC.child(name), FOR_BALANCERS);
                }
            }
        } else if (spec.has("loadBalancerClass")) {
            String name = spec.string("loadBalancerClass");
            report.complain(SPEC.child("loadBalancerClass"), name, Names.qualified(name));
        }
    }

    private static void traffic(Report report, JsonObject spec) {
        String policy = spec.string("externalTrafficPolicy");
        if (ServiceNeeds.outward(spec)) {
            report.oneOf(SPEC, spec, "externalTrafficPolicy", List.of("Cluster", "Local"));
        } else if (!policy.isEmpty()) {
            report.invalid(
                    SPEC.child("externalTrafficPolicy"), policy, "may only be set for externally-accessible services");
        }
        FieldPath health = SPEC.child("healthCheckNodePort");
        long port = spec.number("healthCheckNodePort", 0);
        if (port != 0 && !ServiceNeeds.healthPort(spec)) {
            report.invalid(
                    health,
                    port,
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        } else if (port != 0) {
            report.complain(health, port, Names.portNumber(port));
        }
        report.oneOfIfPresent(SPEC, spec, "internalTrafficPolicy", List.of("Cluster", "Local"));
        report.oneOfIfPresent(
                SPEC, spec, "trafficDistribution", List.of("PreferClose", "PreferSameZone", "PreferSameNode"));
    }

    static void update(Report report, ApiObject fresh, ApiObject old) {
        ServiceAddresses.update(report, fresh.spec(), old.spec());
        if (ServiceNeeds.balanced(fresh.spec()) && ServiceNeeds.balanced(old.spec())) {
            JsonValue now = fresh.spec().get("loadBalancerClass");
            if (!Objects.equals(now, old.spec().get("loadBalancerClass"))) {
                report.invalid(
                        SPEC.child("loadBalancerClass"), now == null ? JsonNull.NULL : now, "may not change once set");
            }
        }
        long health = fresh.spec().number("healthCheckNodePort", 0);
        if (ServiceNeeds.healthPort(fresh.spec())
                && ServiceNeeds.healthPort(old.spec())
                && health != old.spec().number("healthCheckNodePort", 0)) {
            report.invalid(
                    SPEC.child("healthCheckNodePort"),
                    health,
                    "cannot change healthCheckNodePort on loadBalancer service with externalTraffic=Local during update");
        }
    }

    static void status(Report report, ApiObject fresh, ApiObject old) {
        FieldPath path = FieldPath.of("status", "loadBalancer", "ingress");
        JsonObject balancer = fresh.status().object("loadBalancer");
        if (!ServiceNeeds.balanced(fresh.spec())) {
            if (!balancer.array("ingress").isEmpty()) {
                report.forbidden(path, "may only be used when `spec.type` is \"LoadBalancer\"");
            }
            return;
        }
        Lists.each(FieldPath.of("status", "loadBalancer"), balancer, "ingress", (at, ingress) -> {
            ingress(report, at, ingress);
        });
    }

    private static void ingress(Report report, FieldPath path, JsonObject ingress) {
        String address = ingress.string("ip");
        if (!address.isEmpty()) {
            Addresses.ip(report, path.child("ip"), address);
            report.oneOf(path, ingress, "ipMode", List.of("Proxy", "VIP"));
        } else if (ingress.has("ipMode")) {
            report.forbidden(path.child("ipMode"), "may not be specified when `ip` is not set");
        }
        String host = ingress.string("hostname");
        if (!host.isEmpty()) {
            report.complain(path.child("hostname"), host, Names.subdomain(host));
            if (Addresses.isIp(host)) {
                report.invalid(path.child("hostname"), host, "must be a DNS name, not an IP address");
            }
        }
    }
}
