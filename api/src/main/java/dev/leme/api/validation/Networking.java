package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import java.util.List;

/** What ingresses, network policies and ranges of Services' addresses must hold. */
final class Networking {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

    private Networking() {}

    static void ingress(Report report, ApiObject ingress) {
        JsonObject spec = ingress.spec();
        if (spec.array("rules").isEmpty() && !spec.has("defaultBackend")) {
            report.invalid(SPEC, spec, "either `defaultBackend` or `rules` must be specified");
        }
        if (spec.has("defaultBackend")) {
            backend(report, SPEC.child("defaultBackend"), spec.object("defaultBackend"));
        }
        Lists.each(SPEC, spec, "rules", (at, rule) -> {
            host(report, at.child("host"), rule.string("host"));
            if (rule.has("http")) {
                paths(report, at.child("http"), rule.object("http"));
            }
        });
        String className = spec.string("ingressClassName");
        report.complain(
                SPEC.child("ingressClassName"),
                className,
                className.isEmpty() ? List.of() : Names.subdomain(className));
    }

    private static void host(Report report, FieldPath path, String host) {
        if (host.isEmpty()) {
            return;
        }
        if (Addresses.isIp(host)) {
            report.invalid(path, host, "must be a DNS name, not an IP address");
        }
        report.complain(path, host, host.contains("*") ? Names.wildcardSubdomain(host) : Names.subdomain(host));
    }

    private static void paths(Report report, FieldPath path, JsonObject http) {
        if (http.array("paths").isEmpty()) {
            report.required(path.child("paths"), "");
        }
        Lists.each(path, http, "paths", (at, entry) -> {
            String type = entry.string("pathType");
            if (type.isEmpty()) {
                report.required(at.child("pathType"), "pathType must be specified");
            } else {
                report.oneOf(at, entry, "pathType", List.of("Exact", "ImplementationSpecific", "Prefix"));
            }
            boolean free = type.equals("ImplementationSpecific")
                    && entry.string("path").isEmpty();
            if (!free && !type.isEmpty() && !entry.string("path").startsWith("/")) {
                report.invalid(at.child("path"), entry.string("path"), "must be an absolute path");
            }
            backend(report, at.child("backend"), entry.object("backend"));
        });
    }

    private static void backend(Report report, FieldPath path, JsonObject backend) {
        if (backend.has("service") && backend.has("resource")) {
            report.invalid(path, "", "cannot set both resource and service backends");
        } else if (backend.has("service")) {
            backendService(report, path.child("service"), backend.object("service"));
        } else if (!backend.has("resource")) {
            report.required(path, "");
        }
    }

    private static void backendService(Report report, FieldPath path, JsonObject service) {
        String name = service.string("name");
        if (name.isEmpty()) {
            report.required(path.child("name"), "");
        } else {
            report.complain(path.child("name"), name, Names.label(name));
        }
        JsonObject port = service.object("port");
        long number = port.number("number", 0);
        if (number == 0 && port.string("name").isEmpty()) {
            report.required(path, "port name or number is required");
        } else if (number != 0) {
            report.complain(path.child("port").child("number"), number, Names.portNumber(number));
        }
    }

    static void networkPolicy(Report report, ApiObject policy) {
        JsonObject spec = policy.spec();
        LabelSelectors.check(report, SPEC.child("podSelector"), spec.object("podSelector"));
        for (String direction : List.of("ingress", "egress")) {
            String peers = direction.equals("ingress") ? "from" : "to";
            Lists.each(SPEC, spec, direction, (at, rule) -> {
                Lists.each(at, rule, "ports", (portPath, port) -> policyPort(report, portPath, port));
                Lists.each(at, rule, peers, (peerPath, peer) -> peer(report, peerPath, peer));
            });
        }
        List<String> types = spec.array("policyTypes").strings();
        for (int i = 0; i < types.size(); i++) {
            if (!List.of("Egress", "Ingress").contains(types.get(i))) {
                report.add(FieldError.notSupported(
                        SPEC.child("policyTypes").index(i), types.get(i), List.of("Egress", "Ingress")));
            }
        }
    }

    private static void policyPort(Report report, FieldPath path, JsonObject port) {
        report.oneOfIfPresent(path, port, "protocol", PROTOCOLS);
        if (port.has("port")) {
            Paths.port(report, path, port, "port");
        }
        if (port.has("endPort") && port.number("endPort", 0) < port.number("port", 0)) {
            report.invalid(path.child("endPort"), port.number("endPort", 0), "must be greater than or equal to `port`");
        }
    }

    private static void peer(Report report, FieldPath path, JsonObject peer) {
        if (peer.isEmpty()) {
            report.required(path, "must specify a peer");
        }
        LabelSelectors.check(report, path.child("podSelector"), peer.object("podSelector"));
        LabelSelectors.check(report, path.child("namespaceSelector"), peer.object("namespaceSelector"));
        if (!peer.has("ipBlock")) {
            return;
        }
        if (peer.size() > 1) {
            report.forbidden(path, "may not specify both ipBlock and another peer");
        }
        JsonObject block = peer.object("ipBlock");
        if (report.requires(path.child("ipBlock"), block, "cidr")) {
            Addresses.cidr(report, path.child("ipBlock").child("cidr"), block.string("cidr"));
        }
    }

    static void serviceCidr(Report report, ApiObject cidr) {
        List<String> ranges = cidr.spec().array("cidrs").strings();
        FieldPath path = SPEC.child("cidrs");
        if (ranges.isEmpty()) {
            report.required(path, "at least one CIDR required");
        }
        if (ranges.size() > 2) {
            report.invalid(path, cidr.spec().array("cidrs"), "may only hold up to 2 values");
        } else if (ranges.size() == 2
                && ranges.get(0).contains(":") == ranges.get(1).contains(":")) {
            report.invalid(
                    path,
                    cidr.spec().array("cidrs"),
                    "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
        }
        for (int i = 0; i < ranges.size(); i++) {
            Addresses.cidr(report, path.index(i), ranges.get(i));
        }
    }

    /** A second family may join; what is there stays. */
    static void serviceCidrUpdate(Report report, ApiObject fresh, ApiObject old) {
        List<String> now = fresh.spec().array("cidrs").strings();
        List<String> before = old.spec().array("cidrs").strings();
        FieldPath path = SPEC.child("cidrs");
        boolean grown = before.size() == 1 && now.size() == 2;
        if (!grown) {
            report.immutable(path, fresh.spec().get("cidrs"), old.spec().get("cidrs"));
        } else if (!now.getFirst().equals(before.getFirst())) {
            report.invalid(path.index(0), now.getFirst(), "field is immutable");
        }
    }

    static void ipAddress(Report report, ApiObject address) {
        Addresses.ip(report, Metadata.PATH.child("name"), address.name());
        if (!address.spec().has("parentRef")) {
            report.required(SPEC.child("parentRef"), "");
        }
    }
}
