package dev.leme.proxy;

import dev.leme.api.address.AddressRange;
import dev.leme.proxy.nft.Nftables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node with two pods on its bridge, and a neighbour on its uplink, each in a namespace of its own. The node has no route
 * out until {@link #online}.
 */
final class TestNode implements AutoCloseable {

    static final String NODE = "172.30.0.1";
    static final String NEIGHBOUR = "172.30.0.2";
    static final String POD_A = "10.42.0.2";
    static final String POD_B = "10.42.0.3";
    static final String NODE6 = "fd30::1";
    static final String POD_A6 = "fd42::2";
    static final String POD_B6 = "fd42::3";

    private final String prefix = "prx" + ProcessHandle.current().pid() % 100_000;
    private final Deque<Namespace> open = new ArrayDeque<>();
    private final Map<String, Namespace> byAddress = new HashMap<>();

    TestNode() {
        try {
            wire();
            at(NODE).call(TestNode::withoutBridgeCalls);
        } catch (Exception failure) {
            close();
            throw new IllegalStateException(failure);
        }
    }

    private void wire() {
        Namespace node = make("node", NODE);
        node.ip("link add br0 type bridge");
        node.ip("addr add 10.42.0.1/24 dev br0");
        node.ip("addr add fd42::1/64 dev br0 nodad");
        node.ip("link set br0 up");
        pod(make("a", POD_A), "pa", POD_A, POD_A6);
        pod(make("b", POD_B), "pb", POD_B, POD_B6);
        Namespace neighbour = make("out", NEIGHBOUR);
        node.ip("link add up0 type veth peer name eth0 netns " + neighbour.name());
        node.ip("addr add " + NODE + "/24 dev up0");
        node.ip("addr add " + NODE6 + "/64 dev up0 nodad");
        node.ip("link set up0 up");
        neighbour.ip("addr add " + NEIGHBOUR + "/24 dev eth0");
        neighbour.ip("addr add fd30::2/64 dev eth0 nodad");
        neighbour.ip("link set eth0 up");
        neighbour.ip("route add 10.43.0.0/16 via " + NODE);
    }

    /** As a machine may have it: bridged packets pass no rules unless someone sees to it. */
    private static boolean withoutBridgeCalls() throws IOException {
        Path calls = Path.of("/proc/sys/net/bridge/bridge-nf-call-iptables");
        if (Files.exists(calls)) {
            Files.writeString(calls, "0");
        }
        return true;
    }

    private Namespace make(String suffix, String address) {
        Namespace namespace = new Namespace(prefix + suffix);
        open.push(namespace);
        byAddress.put(address, namespace);
        return namespace;
    }

    private void pod(Namespace pod, String port, String address, String v6) {
        Namespace node = node();
        node.ip("link add " + port + " type veth peer name eth0 netns " + pod.name());
        node.ip("link set " + port + " master br0");
        node.ip("link set " + port + " type bridge_slave hairpin on");
        node.ip("link set " + port + " up");
        pod.ip("addr add " + address + "/24 dev eth0");
        pod.ip("addr add " + v6 + "/64 dev eth0 nodad");
        pod.ip("link set eth0 up");
        pod.ip("route add default via 10.42.0.1");
        pod.ip("-6 route add default via fd42::1");
    }

    Namespace node() {
        return at(NODE);
    }

    Namespace at(String address) {
        Namespace found = byAddress.get(address);
        if (found == null) {
            throw new IllegalArgumentException(address);
        }
        return found;
    }

    /** Gives the node a default route. */
    void online() {
        node().ip("route add default via " + NEIGHBOUR);
    }

    /** Runs nft's commands where {@code address} is. */
    String nft(String address, String commands) throws Exception {
        return at(address).call(() -> {
            try (Nftables nftables = Nftables.open()) {
                return nftables.run(commands);
            }
        });
    }

    static ProxySettings settings(boolean masqueradeOutbound) {
        return new ProxySettings(
                "leme",
                "node-1",
                List.of("10.42.0.0/16", "fd42::/64"),
                List.of("10.43.0.0/16", "fd43::/112"),
                List.of(NODE, NODE6),
                List.of(AddressRange.parse("172.30.0.128/25")),
                masqueradeOutbound);
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
