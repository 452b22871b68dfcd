package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What Endpoints and EndpointSlices must hold: limits, names, and addresses that traffic may be sent to. */
final class EndpointKinds {

    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final List<String> TYPES = List.of("FQDN", "IPv4", "IPv6");
    private static final int MOST_ENDPOINTS = 1000;
    private static final int MOST_ADDRESSES = 100;
    private static final int MOST_PORTS = 20_000;
    private static final int MOST_HINTS = 8;
    private static final String ZONE = "topology.kubernetes.io/zone";

    private EndpointKinds() {}

    static void endpoints(Report report, ApiObject endpoints) {
        List<JsonObject> subsets = endpoints.json().array("subsets").objects();
        Lists.each(FieldPath.of("subsets"), subsets, (at, subset) -> subset(report, at, subset));
    }

    private static void subset(Report report, FieldPath path, JsonObject subset) {
        if (subset.array("addresses").isEmpty()
                && subset.array("notReadyAddresses").isEmpty()) {
            report.required(path, "must specify `addresses` or `notReadyAddresses`");
        }
        for (String list : List.of("addresses", "notReadyAddresses")) {
            Lists.each(path, subset, list, (at, address) -> {
                host(report, at, address);
                Addresses.ofEndpoint(report, at.child("ip"), address.string("ip"));
            });
        }
        boolean named = subset.array("ports").size() > 1;
        Lists.each(path, subset, "ports", (at, port) -> {
            if (named) {
                report.requires(at, port, "name");
            }
            name(report, at.child("name"), port.string("name"));
            report.complain(at.child("port"), port.number("port", 0), Names.portNumber(port.number("port", 0)));
            report.oneOf(at, port, "protocol", PROTOCOLS);
            applicationProtocol(report, at, port);
        });
    }

    private static void host(Report report, FieldPath path, JsonObject endpoint) {
        name(report, path.child("hostname"), endpoint.string("hostname"));
        String node = endpoint.string("nodeName");
        report.complain(path.child("nodeName"), node, node.isEmpty() ? List.of() : Names.subdomain(node));
    }

    private static void name(Report report, FieldPath path, String name) {
        report.complain(path, name, name.isEmpty() ? List.of() : Names.label(name));
    }

    private static void applicationProtocol(Report report, FieldPath path, JsonObject port) {
        if (port.has("appProtocol")) {
            String protocol = port.string("appProtocol");
            report.complain(path.child("appProtocol"), protocol, Names.qualified(protocol));
        }
    }

    static void endpointSlice(Report report, ApiObject slice) {
        String type = slice.json().string("addressType");
        FieldPath path = FieldPath.of("addressType");
        if (type.isEmpty()) {
            report.required(path, "");
        } else if (!TYPES.contains(type)) {
            report.add(FieldError.notSupported(path, type, TYPES));
        }
        List<JsonObject> endpoints = slice.json().array("endpoints").objects();
        if (fits(report, FieldPath.of("endpoints"), endpoints.size(), MOST_ENDPOINTS)) {
            Lists.each(FieldPath.of("endpoints"), endpoints, (at, one) -> endpoint(report, at, one, type));
        }
        List<JsonObject> ports = slice.json().array("ports").objects();
        if (fits(report, FieldPath.of("ports"), ports.size(), MOST_PORTS)) {
            Set<String> names = new HashSet<>();
            Lists.each(FieldPath.of("ports"), ports, (at, one) -> port(report, at, one, names));
        }
    }

    private static boolean fits(Report report, FieldPath path, int size, int most) {
        if (size > most) {
            report.add(FieldError.tooMany(path, size, most));
        }
        return size <= most;
    }

    private static void port(Report report, FieldPath path, JsonObject port, Set<String> names) {
        String name = port.string("name");
        name(report, path.child("name"), name);
        if (!names.add(name)) {
            report.add(FieldError.duplicate(path.child("name"), name));
        }
        report.oneOf(path, port, "protocol", PROTOCOLS);
        applicationProtocol(report, path, port);
    }

    private static void endpoint(Report report, FieldPath path, JsonObject endpoint, String type) {
        List<String> addresses = endpoint.array("addresses").strings();
        if (addresses.isEmpty()) {
            report.required(path.child("addresses"), "must contain at least 1 address");
        } else {
            fits(report, path.child("addresses"), addresses.size(), MOST_ADDRESSES);
        }
        for (int i = 0; i < addresses.size(); i++) {
            FieldPath at = path.child("addresses").index(i);
            if (type.equals("FQDN")) {
                domain(report, at, addresses.get(i));
            } else {
                Addresses.ofEndpoint(report, at, addresses.get(i), type);
            }
        }
        host(report, path, endpoint);
        if (endpoint.object("deprecatedTopology").has(ZONE)) {
            FieldPath zone = path.child("deprecatedTopology").key(ZONE);
            report.invalid(zone, ZONE, "cannot be set through topology, use zone field");
        }
        hints(report, path.child("hints"), endpoint.object("hints"));
    }

    private static void domain(Report report, FieldPath path, String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        List<String> complaints = Names.subdomain(name);
        report.complain(path, name, complaints);
        if (complaints.isEmpty() && name.indexOf('.') < 0) {
            report.invalid(path, name, "should be a domain with at least two segments separated by dots");
        }
    }

    private static void hints(Report report, FieldPath path, JsonObject hints) {
        for (String list : List.of("forZones", "forNodes")) {
            if (fits(report, path.child(list), hints.array(list).size(), MOST_HINTS)) {
                Set<String> names = new HashSet<>();
                Lists.each(path, hints, list, (at, one) -> {
                    if (!names.add(one.string("name"))) {
                        report.add(FieldError.duplicate(at, one.string("name")));
                    }
                });
            }
        }
    }

    static void endpointSliceUpdate(Report report, ApiObject fresh, ApiObject old) {
        report.immutable(
                FieldPath.of("addressType"),
                fresh.json().get("addressType"),
                old.json().get("addressType"));
    }
}
