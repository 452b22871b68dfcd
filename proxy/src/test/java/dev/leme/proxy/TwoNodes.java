package dev.leme.proxy;

import dev.leme.api.address.AddressRange;
import java.util.List;

/**
 * Two nodes with two pods each and a kernel ruleset of its own each, routes to each other's pods, and a neighbour, all three on
 * one network.
 */
final class TwoNodes {

    static final String NEIGHBOUR = "172.30.0.2";
    static final String FIRST = "172.30.0.11";
    static final String SECOND = "172.30.0.12";
    static final String FIRST_POD = "10.42.1.2";
    static final String FIRST_CLIENT = "10.42.1.3";
    static final String SECOND_POD = "10.42.2.2";
    static final String SECOND_CLIENT = "10.42.2.3";

    private TwoNodes() {}

    static void wire(TestNetwork network) {
        Namespace neighbour = network.make("out", NEIGHBOUR);
        neighbour.ip("link add lan type bridge");
        neighbour.ip("addr add " + NEIGHBOUR + "/24 dev lan");
        neighbour.ip("link set lan up");
        node(network, 1, FIRST, List.of(FIRST_POD, FIRST_CLIENT)).ip("route add 10.42.2.0/24 via " + SECOND);
        node(network, 2, SECOND, List.of(SECOND_POD, SECOND_CLIENT)).ip("route add 10.42.1.0/24 via " + FIRST);
    }

    private static Namespace node(TestNetwork network, int number, String address, List<String> pods) {
        Namespace node = network.node("n" + number, address, settings("node-" + number, address));
        Namespace neighbour = network.at(NEIGHBOUR);
        neighbour.ip("link add to" + number + " type veth peer name up0 netns " + node.name());
        neighbour.ip("link set to" + number + " master lan");
        neighbour.ip("link set to" + number + " up");
        node.ip("addr add " + address + "/24 dev up0");
        node.ip("link set up0 up");
        for (int i = 0; i < pods.size(); i++) {
            Namespace pod = network.pod("n" + number + "p" + i, pods.get(i));
            TestNetwork.routed(node, "p" + i, pod, List.of("10.42." + number + ".1"), List.of(pods.get(i)));
        }
        return node;
    }

    private static ProxySettings settings(String name, String address) {
        return new ProxySettings(
                "leme",
                name,
                List.of("10.42.0.0/16"),
                List.of("10.43.0.0/16"),
                List.of(address),
                List.of(AddressRange.parse("172.30.0.128/25")),
                true);
    }
}
