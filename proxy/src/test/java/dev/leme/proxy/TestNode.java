package dev.leme.proxy;

import dev.leme.api.address.AddressRange;
import dev.leme.testkit.await.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A node with two pods, and a neighbour on its uplink. The node has no route out until a test gives it one. */
final class TestNode {

    static final String NODE = "172.30.0.1";
    static final String NEIGHBOUR = "172.30.0.2";
    static final String POD_A = "10.42.0.2";
    static final String POD_B = "10.42.0.3";
    static final String NODE6 = "fd30::1";
    static final String POD_A6 = "fd42::2";
    static final String POD_B6 = "fd42::3";
    private static final List<String> GATEWAYS = List.of("10.42.0.1", "fd42::1");

    private TestNode() {}

    /** Its pods have links of their own to the node, as our CNI configuration makes them. */
    static void routed(TestNetwork network) {
        Namespace node = node(network);
        TestNetwork.routed(node, "pa", network.pod("a", POD_A), GATEWAYS, List.of(POD_A, POD_A6));
        TestNetwork.routed(node, "pb", network.pod("b", POD_B), GATEWAYS, List.of(POD_B, POD_B6));
    }

    /** Its pods are on a bridge, as others' CNI configurations make them. */
    static void bridged(TestNetwork network) throws Exception {
        Namespace node = node(network);
        node.ip("link add br0 type bridge");
        node.ip("addr add 10.42.0.1/24 dev br0");
        node.ip("addr add fd42::1/64 dev br0 nodad");
        node.ip("link set br0 up");
        onBridge(node, "pa", network.pod("a", POD_A), POD_A, POD_A6);
        onBridge(node, "pb", network.pod("b", POD_B), POD_B, POD_B6);
        node.call(TestNode::withoutBridgeCalls);
    }

    private static Namespace node(TestNetwork network) {
        Namespace node = network.node("node", NODE, settings(true));
        Namespace neighbour = network.make("out", NEIGHBOUR);
        node.ip("link add up0 type veth peer name eth0 netns " + neighbour.name());
        node.ip("addr add " + NODE + "/24 dev up0");
        node.ip("addr add " + NODE6 + "/64 dev up0 nodad");
        node.ip("link set up0 up");
        neighbour.ip("addr add " + NEIGHBOUR + "/24 dev eth0");
        neighbour.ip("addr add fd30::2/64 dev eth0 nodad");
        neighbour.ip("link set eth0 up");
        neighbour.ip("route add 10.43.0.0/16 via " + NODE);
        Await.until("the uplink is up", () -> isUp(node, "up0") && isUp(neighbour, "eth0"));
        return node;
    }

    /** A link takes a moment to be so at both ends; until then the kernel drops what is sent, such as announcements. */
    private static boolean isUp(Namespace namespace, String link) {
        return Namespace.command("ip", "-n", namespace.name(), "link", "show", link)
                .contains("state UP");
    }

    /** As a machine may have it: bridged packets pass no rules unless someone sees to it. */
    private static boolean withoutBridgeCalls() throws IOException {
        Path calls = Path.of("/proc/sys/net/bridge/bridge-nf-call-iptables");
        if (Files.exists(calls)) {
            Files.writeString(calls, "0");
        }
        return true;
    }

    private static void onBridge(Namespace node, String port, Namespace pod, String address, String v6) {
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

    static ProxySettings settings(boolean masqueradeOutbound) {
        return new ProxySettings(
                "leme",
                "node-1",
                List.of("10.42.0.0/16", "fd42::/64"),
                List.of("10.43.0.0/16", "fd43::/112"),
                List.of(NODE, NODE6),
                AddressRange.parseAll("172.30.0.128/25,fd30::1:0/112"),
                masqueradeOutbound);
    }
}
