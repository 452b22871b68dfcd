package dev.leme.apiserver.proxy;

import dev.leme.api.address.IpAddress;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.catalog.ResourceCatalog;
import dev.leme.apiserver.catalog.ServedResource;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Finds what a proxied name stands for, by upstream's rules: a pod's first port where none is named, a ready endpoint at random
 * behind a Service, and never an address that a pod's own status doesn't vouch for.
 */
final class Locations {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int KUBELET = 10_250;

    private final ResourceCatalog catalog;

    Locations(ResourceCatalog catalog) {
        this.catalog = catalog;
    }

    /** Finds the target of one kind of name. */
    @FunctionalInterface
    interface Locator {
        /** Throws {@link ApiException} where there is none. */
        Target locate(String namespace, String id);
    }

    private ApiObject get(Resource resource, String namespace, String name) {
        ServedResource served = catalog.find(resource.group(), resource.version(), resource.plural());
        return Objects.requireNonNull(served).store().get(namespace, name).object();
    }

    private static ProxyName parse(String kind, String id) {
        return ProxyName.parse(id)
                .orElseThrow(() -> ApiException.badRequest("invalid " + kind + " request \"" + id + "\""));
    }

    Target pod(String namespace, String id) {
        ProxyName name = parse("pod", id);
        ApiObject pod = get(Resources.PODS, namespace, name.name());
        int port = name.port().isEmpty() ? firstPort(pod, name) : number(name.port());
        return new Target(name.isSecure(), allowed(pod.status().string("podIP")), port);
    }

    private static int firstPort(ApiObject pod, ProxyName name) {
        return pod.spec().array("containers").objects().stream()
                .flatMap(container -> container.array("ports").objects().stream())
                .mapToInt(port -> (int) port.number("containerPort", 0))
                .findFirst()
                .orElse(name.isSecure() ? HTTPS : HTTP);
    }

    private static int number(String port) {
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 0xffff) {
            throw ApiException.badRequest("invalid port \"" + port + "\"");
        }
        return Integer.parseInt(port);
    }

    /** A pod may say of itself what it likes: the server's own addresses, and those of nobody in particular, are no pod's. */
    private static String allowed(String address) {
        if (IpAddress.parse(address).isEmpty() || isSpecial(InetAddress.ofLiteral(address))) {
            throw ApiException.badRequest("address not allowed");
        }
        return address;
    }

    private static boolean isSpecial(InetAddress address) {
        return address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress();
    }

    Target service(String namespace, String id) {
        ProxyName name = parse("service", id);
        ApiObject service = get(Resources.SERVICES, namespace, name.name());
        String port = portName(service, name);
        List<Target> targets = new ArrayList<>();
        for (JsonObject subset : get(Resources.ENDPOINTS, namespace, name.name())
                .json()
                .array("subsets")
                .objects()) {
            subset.array("ports").objects().stream()
                    .filter(one -> one.string("name").equals(port))
                    .forEach(one -> addresses(namespace, subset)
                            .forEach(address ->
                                    targets.add(new Target(name.isSecure(), address, (int) one.number("port", 0)))));
        }
        if (targets.isEmpty()) {
            throw unavailable("no endpoints available for service \"" + name.name() + "\"");
        }
        return targets.get(ThreadLocalRandom.current().nextInt(targets.size()));
    }

    private static String portName(ApiObject service, ProxyName name) {
        if (!name.port().matches("[0-9]+")) {
            return name.port();
        }
        return service.spec().array("ports").objects().stream()
                .filter(port -> name.port().equals(Long.toString(port.number("port", 0))))
                .map(port -> port.string("name"))
                .findFirst()
                .orElseThrow(() ->
                        unavailable("no service port " + name.port() + " found for service \"" + name.name() + "\""));
    }

    /** Of pods that say themselves that they have the address: who writes Endpoints mustn't lead the server anywhere. */
    private Stream<String> addresses(String namespace, JsonObject subset) {
        return subset.array("addresses").objects().stream()
                .filter(address -> isOwn(namespace, address))
                .map(address -> address.string("ip"));
    }

    private boolean isOwn(String namespace, JsonObject address) {
        JsonObject reference = address.object("targetRef");
        if (!reference.string("kind").equals("Pod")
                || !reference.string("namespace").equals(namespace)) {
            return false;
        }
        try {
            ApiObject pod = get(Resources.PODS, namespace, reference.string("name"));
            return pod.status().array("podIPs").objects().stream()
                    .anyMatch(own -> own.string("ip").equals(address.string("ip")));
        } catch (ApiException gone) {
            return false;
        }
    }

    Target node(String namespace, String id) {
        ProxyName name = parse("node", id);
        ApiObject node = get(Resources.NODES, "", name.name());
        String address = node.status().array("addresses").objects().stream()
                .filter(one -> one.string("type").equals("InternalIP"))
                .map(one -> one.string("address"))
                .findFirst()
                .orElseThrow(() -> unavailable("no preferred addresses found; known addresses: []"));
        boolean agent = name.port().isEmpty();
        return new Target(name.isSecure() || agent, address, agent ? KUBELET : number(name.port()));
    }

    private static ApiException unavailable(String why) {
        return ApiException.of(Reason.SERVICE_UNAVAILABLE, why);
    }
}
