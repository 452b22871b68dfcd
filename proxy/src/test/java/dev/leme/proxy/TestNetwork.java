package dev.leme.proxy;

import dev.leme.proxy.nft.Nftables;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Namespaces of a test's own, each found by an address that it has. */
final class TestNetwork implements AutoCloseable {

    private final String prefix = "prx" + ProcessHandle.current().pid() % 100_000;
    private final Deque<Namespace> open = new ArrayDeque<>();
    private final Map<String, Namespace> byAddress = new HashMap<>();
    private final Map<String, ProxySettings> nodes = new LinkedHashMap<>();
    private final List<String> pods = new ArrayList<>();

    /** What is to be made. */
    interface Wiring {
        void wire(TestNetwork network) throws Exception;
    }

    /** Made as {@code wiring} wants it; nothing is left where that fails. */
    TestNetwork(Wiring wiring) {
        try {
            wiring.wire(this);
        } catch (Exception failure) {
            close();
            throw new IllegalStateException(failure);
        }
    }

    /** The namespaces where servers are to be, by their addresses. */
    List<String> pods() {
        return List.copyOf(pods);
    }

    /** What the proxy of each node must know, by the node's address. */
    Map<String, ProxySettings> nodes() {
        return Collections.unmodifiableMap(nodes);
    }

    /** Makes the namespace of a node, whose proxy has these settings. */
    Namespace node(String suffix, String address, ProxySettings settings) {
        nodes.put(address, settings);
        return make(suffix, address);
    }

    /** Makes the namespace of a pod. */
    Namespace pod(String suffix, String address) {
        pods.add(address);
        return make(suffix, address);
    }

    /** Makes a namespace; {@code suffix} of its name is one of its own. */
    Namespace make(String suffix, String address) {
        Namespace namespace = new Namespace(prefix + suffix);
        open.push(namespace);
        byAddress.put(address, namespace);
        return namespace;
    }

    /** Links a pod to its node as the CNI plugin {@code ptp} does: the node routes, and is {@code gateways} on the link. */
    static void routed(Namespace node, String link, Namespace pod, List<String> gateways, List<String> addresses) {
        node.ip("link add " + link + " type veth peer name eth0 netns " + pod.name());
        node.ip("link set " + link + " up");
        pod.ip("link set eth0 up");
        for (int i = 0; i < addresses.size(); i++) {
            String gateway = gateways.get(i);
            String address = addresses.get(i);
            boolean v6 = address.contains(":");
            String family = v6 ? "-6 " : "";
            String length = v6 ? "/128" : "/32";
            String nodad = v6 ? " nodad" : "";
            node.ip("addr add " + gateway + length + " dev " + link + nodad);
            node.ip(family + "route add " + address + length + " dev " + link);
            pod.ip("addr add " + address + length + " dev eth0" + nodad);
            pod.ip(family + "route add " + gateway + " dev eth0");
            pod.ip(family + "route add default via " + gateway);
        }
    }

    Namespace at(String address) {
        Namespace found = byAddress.get(address);
        if (found == null) {
            throw new IllegalArgumentException(address);
        }
        return found;
    }

    /** Runs nft's commands where {@code address} is. */
    String nft(String address, String commands) throws Exception {
        return at(address).call(() -> {
            try (Nftables nftables = Nftables.open()) {
                return nftables.run(commands);
            }
        });
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
