package dev.leme.proxy;

import static dev.leme.proxy.Samples.clusterIp;
import static dev.leme.proxy.Samples.ready;
import static dev.leme.proxy.Samples.slice;
import static dev.leme.proxy.TestNode.NODE;
import static dev.leme.proxy.TestNode.POD_A;
import static dev.leme.proxy.TestNode.POD_B;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much of a Service's cost is the kernel's: our table with one Service, beside a table that holds one rule with one
 * {@code dnat} and nothing else, beside rules as kube-proxy's mode {@code iptables} makes them; with pods that are routed
 * and with pods on a bridge. Needs root, and iptables-restore for its part.
 */
class FloorBench {

    private static final String FLOOR =
            "table ip floor {\nchain prerouting {\ntype nat hook prerouting priority -100;\n"
                    + "ip daddr 10.43.1.1 tcp dport 80 dnat to " + POD_A + ":8080\n}\n}";

    @TempDir
    private Path directory;

    @Test
    void translation_withTheLeastRules_printsTheFloor() throws Exception {
        compare("routed", TestNode::routed);
        compare("bridged", TestNode::bridged);
    }

    private void compare(String pods, TestNetwork.Wiring wiring) throws Exception {
        try (Cluster cluster = new Cluster(wiring)) {
            ConnectionRates rates = new ConnectionRates(cluster.network, POD_B, POD_A);
            cluster.publish(clusterIp("s0", "10.43.1.1", "TCP", 80), slice("s0", "TCP", 8080, ready(POD_A)));
            cluster.awaitRule("10.43.1.1 . tcp . 80 : 10.42.0.2");
            rates.print(pods + ", ours", "10.43.1.1");
            cluster.proxy().remove();
            cluster.network.nft(NODE, FLOOR);
            rates.print(pods + ", one rule", "10.43.1.1");
            cluster.network.nft(NODE, "delete table ip floor");
            for (int services : new int[] {1, 1_000}) {
                iptables(cluster, services);
                rates.print(pods + ", iptables, " + services, ProxyBench.address(services - 1));
                cluster.network.nft(NODE, "flush ruleset");
            }
        }
    }

    private void iptables(Cluster cluster, int services) throws Exception {
        Path file = Files.writeString(directory.resolve("rules"), IptablesMode.rules(services, POD_A));
        Namespace.command(
                "nsenter",
                "--net=/var/run/netns/" + cluster.network.at(NODE).name(),
                "iptables-nft-restore",
                file.toString());
    }
}
