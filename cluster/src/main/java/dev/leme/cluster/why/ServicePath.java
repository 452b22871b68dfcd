package dev.leme.cluster.why;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The way of a connection to a Service, step by step: its name, its address, its endpoints, the kernel's rule, the socket. */
final class ServicePath {

    private static final String DOMAIN = ".svc.cluster.local";
    private static final String NO_NETWORK = "not looked at: pods are simulated here, so there is no network to ask";

    private final Facts facts;
    private final ApiObject service;
    private final Endpoints endpoints;

    ServicePath(Facts facts, ApiObject service) {
        this.facts = facts;
        this.service = service;
        this.endpoints = new Endpoints(facts, service);
    }

    Finding explain() {
        List<Finding> steps = new ArrayList<>(List.of(name()));
        if (type().equals("ExternalName")) {
            steps.add(alias());
        } else {
            steps.add(address());
            steps.add(endpoints.explain());
            if (!isHeadless()) {
                steps.add(rules());
            }
            steps.add(probes());
        }
        Finding.State worst = Finding.worst(steps);
        return new Finding(
                worst.isTrouble() ? worst : Finding.State.OK,
                "service " + service.name() + " (" + type() + "): " + summary(steps),
                "",
                steps);
    }

    private static String summary(List<Finding> steps) {
        int first = firstBroken(steps);
        if (first < 0) {
            return "the whole way from its name to its pods is open";
        }
        String how = steps.get(first).state() == Finding.State.BROKEN ? "is broken" : "waits";
        return "the way from its name to its pods " + how + " at step " + (first + 1) + " of " + steps.size();
    }

    private static int firstBroken(List<Finding> steps) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).state().isTrouble()) {
                return i;
            }
        }
        return -1;
    }

    private String type() {
        return service.spec().string("type");
    }

    private boolean isHeadless() {
        return service.spec().string("clusterIP").equals("None");
    }

    private String dnsName() {
        return service.name() + "." + service.namespace() + DOMAIN;
    }

    private Finding name() {
        Optional<Facts.Network> network = facts.network();
        String what = "name: " + dnsName();
        if (network.isEmpty()) {
            return Finding.note(what + ": " + NO_NETWORK);
        }
        List<String> found = network.get().resolve(dnsName());
        if (!found.isEmpty()) {
            return Finding.ok(what + " is " + String.join(", ", found) + " for every pod; from the same namespace '"
                    + service.name() + "' is enough");
        }
        return isHeadless() && endpoints.ready().isEmpty()
                ? Finding.note(what + " does not exist as long as this headless Service has no ready endpoint")
                : Finding.broken(what + " is not known to the cluster's DNS server")
                        .next("it is made from the Service at once: look whether the server's log tells of DNS");
    }

    private Finding alias() {
        String target = service.spec().string("externalName");
        if (target.matches("[0-9.]+") || target.contains(":")) {
            return Finding.broken("alias: '" + target + "' is an address, and a name can only be an alias of a name")
                    .next("use a Service without selector and an EndpointSlice with that address");
        }
        if (facts.network().isEmpty()) {
            return Finding.note("alias of " + target + ": " + NO_NETWORK);
        }
        List<String> found = facts.network().get().resolve(target);
        return found.isEmpty()
                ? Finding.broken("alias of " + target + ", which has no address")
                        .next("check the name; a node without a way out (--offline) finds only names of the cluster")
                : Finding.ok("alias of " + target + ", which is " + String.join(", ", found));
    }

    private Finding address() {
        String address = service.spec().string("clusterIP");
        if (isHeadless()) {
            return Finding.ok("address: none of its own (headless): its name leads straight to the pods");
        }
        if (address.isEmpty()) {
            return Finding.broken("address: none was given").next("delete the Service and make it anew");
        }
        String text = "address: " + String.join(", ", clusterIps()) + ", inside the cluster";
        if (!type().equals("LoadBalancer")) {
            return Finding.ok(text + nodePorts());
        }
        List<String> outside = service.status().object("loadBalancer").array("ingress").objects().stream()
                .map(ingress -> ingress.string("ip") + ingress.string("hostname"))
                .toList();
        return outside.isEmpty()
                ? Finding.waits(text + "; none from outside yet (EXTERNAL-IP <pending>)")
                        .because(Story.latest(facts, service, "SyncLoadBalancerFailed", "AllocationFailed")
                                .map(Finding::broken)
                                .stream()
                                .toList())
                : Finding.ok(text + nodePorts() + "; from outside " + String.join(", ", outside));
    }

    private String nodePorts() {
        List<String> ports = service.spec().array("ports").objects().stream()
                .filter(port -> port.number("nodePort", 0) > 0)
                .map(port -> port.number("nodePort", 0) + "/" + protocol(port))
                .toList();
        return ports.isEmpty() ? "" : "; on each node's address port " + String.join(", ", ports);
    }

    private List<String> clusterIps() {
        List<String> addresses = service.spec().array("clusterIPs").strings();
        return addresses.isEmpty() ? List.of(service.spec().string("clusterIP")) : addresses;
    }

    private static String protocol(JsonObject port) {
        return port.string("protocol").isEmpty() ? "TCP" : port.string("protocol");
    }

    private Finding rules() {
        Optional<Facts.Network> network = facts.network();
        if (network.isEmpty()) {
            return Finding.note("rule in the kernel: " + NO_NETWORK);
        }
        List<Finding> each = new ArrayList<>();
        for (String address : clusterIps()) {
            for (JsonObject port : service.spec().array("ports").objects()) {
                each.add(rule(network.get(), address, port));
            }
        }
        Finding.State worst = Finding.worst(each);
        return new Finding(
                worst,
                worst.isTrouble() ? "rule in the kernel: missing" : "rule in the kernel: there for each port",
                "",
                each);
    }

    private static Finding rule(Facts.Network network, String address, JsonObject port) {
        String what = address + " " + protocol(port) + " " + port.number("port", 0);
        try {
            return network.rule(address, protocol(port).toLowerCase(Locale.ROOT), (int) port.number("port", 0))
                    .map(text -> Finding.ok(what + ": " + text))
                    .orElseGet(() -> Finding.broken(what + ": no rule: packets to it are refused")
                            .next("the node makes it in a moment; if not, its log tells why"));
        } catch (IOException unasked) {
            return Finding.note(what + ": the kernel could not be asked: " + unasked.getMessage());
        }
    }

    private Finding probes() {
        if (facts.network().isEmpty()) {
            return Finding.note("socket: " + NO_NETWORK);
        }
        List<Finding> each = endpoints.probes(facts.network().get());
        if (each.isEmpty()) {
            return Finding.waits("socket: there is no ready endpoint to connect to");
        }
        Finding.State worst = Finding.worst(each);
        return new Finding(
                worst,
                worst.isTrouble() ? "socket: not every endpoint takes connections" : "socket: every endpoint answers",
                "",
                each);
    }
}
