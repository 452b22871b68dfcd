package dev.leme.api.table;

import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rows of services, what lies behind them and what lies before them. */
final class ServiceRows {

    private ServiceRows() {}

    static TableRules services() {
        return TableRules.named()
                .text("Type", "How the service is reached.")
                .text("Cluster-IP", "The address inside the cluster.")
                .text("External-IP", "Addresses outside the cluster.")
                .text("Port(s)", "The ports that the service has.")
                .age()
                .wide("Selector", "The labels of the pods behind it.")
                .rows(ServiceRows::service);
    }

    static TableRules ingresses() {
        return TableRules.named()
                .text("Class", "The name of the IngressClass resource that should be used for additional configuration")
                .text("Hosts", "Hosts that incoming requests are matched against before the ingress rule")
                .text("Address", "Address is a list containing ingress points for the load-balancer")
                .text("Ports", "Ports of TLS configurations that open")
                .age()
                .rows(ServiceRows::ingress);
    }

    static TableRules endpointSlices() {
        return TableRules.named()
                .text("AddressType", "IPv4, IPv6 or FQDN.")
                .text("Ports", "The ports of every endpoint.")
                .text("Endpoints", "The endpoints' addresses.")
                .age()
                .rows(ServiceRows::endpointSlice);
    }

    static List<JsonValue> service(ApiObject service, Instant now) {
        JsonObject spec = service.spec();
        List<String> addresses = spec.array("clusterIPs").strings();
        return Cells.of(
                service.name(),
                spec.string("type"),
                Cells.orNone(addresses.isEmpty() ? spec.string("clusterIP") : addresses.getFirst()),
                external(service),
                Cells.orNone(ports(spec)),
                Cells.age(service, now),
                Cells.labels(spec.object("selector")));
    }

    private static String external(ApiObject service) {
        List<String> external = service.spec().array("externalIPs").strings();
        return switch (service.spec().string("type")) {
            case "ClusterIP", "NodePort" -> Cells.orNone(String.join(",", external));
            case "LoadBalancer" -> {
                List<String> all = new ArrayList<>(loadBalancer(service));
                all.addAll(external);
                yield Cells.orElse(String.join(",", all), "<pending>");
            }
            case "ExternalName" -> service.spec().string("externalName");
            default -> "<unknown>";
        };
    }

    private static Set<String> loadBalancer(ApiObject object) {
        Set<String> addresses = new TreeSet<>();
        for (JsonObject ingress :
                object.status().object("loadBalancer").array("ingress").objects()) {
            String address = Cells.orElse(ingress.string("ip"), ingress.string("hostname"));
            if (!address.isEmpty()) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    private static String ports(JsonObject spec) {
        return spec.array("ports").objects().stream()
                .map(port -> {
                    long nodePort = port.number("nodePort", 0);
                    return port.number("port", 0) + (nodePort > 0 ? ":" + nodePort : "") + "/"
                            + port.string("protocol");
                })
                .collect(Collectors.joining(","));
    }

    static List<JsonValue> endpoints(ApiObject endpoints, Instant now) {
        List<String> all = new ArrayList<>();
        for (JsonObject subset : endpoints.json().array("subsets").objects()) {
            List<JsonObject> ports = subset.array("ports").objects();
            for (JsonObject address : subset.array("addresses").objects()) {
                if (ports.isEmpty()) {
                    all.add(address.string("ip"));
                }
                ports.forEach(port -> all.add(withPort(address.string("ip"), port)));
            }
        }
        return Cells.of(endpoints.name(), Cells.firstThree(all, Cells.NONE), Cells.age(endpoints, now));
    }

    private static String withPort(String address, JsonObject port) {
        String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
        return host + ":" + port.number("port", 0);
    }

    static List<JsonValue> endpointSlice(ApiObject slice, Instant now) {
        List<String> ports = new ArrayList<>();
        for (JsonObject port : slice.json().array("ports").objects()) {
            ports.add(port.get("port") instanceof JsonNumber number ? number.toString() : "*");
        }
        List<String> addresses = new ArrayList<>();
        slice.json()
                .array("endpoints")
                .objects()
                .forEach(
                        endpoint -> addresses.addAll(endpoint.array("addresses").strings()));
        return Cells.of(
                slice.name(),
                slice.json().string("addressType"),
                Cells.firstThree(ports, Cells.UNSET),
                Cells.firstThree(addresses, Cells.UNSET),
                Cells.age(slice, now));
    }

    static List<JsonValue> ingress(ApiObject ingress, Instant now) {
        JsonObject spec = ingress.spec();
        List<String> hosts = spec.array("rules").objects().stream()
                .map(rule -> rule.string("host"))
                .filter(host -> !host.isEmpty())
                .toList();
        String className = Cells.orElse(
                spec.string("ingressClassName"), ingress.annotations().getOrDefault("kubernetes.io/ingress.class", ""));
        return Cells.of(
                ingress.name(),
                Cells.orNone(className),
                Cells.firstThree(hosts, "*"),
                String.join(",", loadBalancer(ingress)),
                spec.array("tls").isEmpty() ? "80" : "80, 443",
                Cells.age(ingress, now));
    }

    static List<JsonValue> ingressClass(ApiObject ingressClass, Instant now) {
        JsonObject parameters = ingressClass.spec().object("parameters");
        String group = parameters.string("apiGroup");
        String shown = parameters.isEmpty()
                ? Cells.NONE
                : parameters.string("kind") + (group.isEmpty() ? "" : "." + group) + "/" + parameters.string("name");
        return Cells.of(
                ingressClass.name(), ingressClass.spec().string("controller"), shown, Cells.age(ingressClass, now));
    }

    static List<JsonValue> networkPolicy(ApiObject policy, Instant now) {
        return Cells.of(
                policy.name(),
                Cells.orNone(Cells.selector(policy.spec().object("podSelector"))),
                Cells.age(policy, now));
    }

    static List<JsonValue> ipAddress(ApiObject address, Instant now) {
        JsonObject parent = address.spec().object("parentRef");
        String shown = List.of("resource", "namespace", "name").stream()
                .map(parent::string)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("/"));
        String group = parent.string("group");
        int slash = shown.indexOf('/');
        String qualified =
                group.isEmpty() || slash < 0 ? shown : shown.substring(0, slash) + "." + group + shown.substring(slash);
        return Cells.of(address.name(), Cells.orNone(qualified), Cells.age(address, now));
    }

    static List<JsonValue> serviceCidr(ApiObject cidr, Instant now) {
        return Cells.of(cidr.name(), String.join(",", cidr.spec().array("cidrs").strings()), Cells.age(cidr, now));
    }
}
