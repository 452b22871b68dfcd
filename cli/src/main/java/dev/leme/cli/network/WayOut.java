package dev.leme.cli.network;

import dev.leme.cli.CommandFailure;
import dev.leme.cli.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the host does so that a node reaches the world: one nftables table of its own, which hides the node behind the
 * host's address and lets no one in, and forwarding of packets, switched back off with the last node's table where it
 * was off.
 */
public final class WayOut {
    private static final Path FORWARDING = Path.of("/proc/sys/net/ipv4/ip_forward");
    private static final Path NOTES = Path.of("/run/leme");
    /** What was before us. Gone after a reboot, as is the setting. */
    private static final Path FORWARDING_BEFORE = NOTES.resolve("ip_forward");

    private final NodeNetwork network;

    public WayOut(NodeNetwork network) {
        this.network = network;
    }

    /** Replaces the table, in one step. */
    public void open() {
        Program.require(List.of("nft", "-f", "-"), ruleset(network));
        try {
            if (!Files.exists(FORWARDING_BEFORE)) {
                Files.createDirectories(NOTES);
                Files.copy(FORWARDING, FORWARDING_BEFORE);
            }
            setForwarding("1");
        } catch (IOException refused) {
            throw new CommandFailure(
                    "cannot switch on forwarding (" + refused.getMessage()
                            + "): run 'sysctl -w net.ipv4.ip_forward=1', or use --offline",
                    refused);
        }
    }

    private static void setForwarding(String value) throws IOException {
        if (!Files.readString(FORWARDING).strip().equals(value)) {
            Files.writeString(FORWARDING, value + "\n");
        }
    }

    static String ruleset(NodeNetwork network) {
        return """
                table inet %1$s
                delete table inet %1$s
                table inet %1$s {
                    chain forward {
                        type filter hook forward priority filter; policy accept;
                        iifname "%2$s" accept
                        oifname "%2$s" ct state established,related accept
                        oifname "%2$s" drop
                    }
                    chain postrouting {
                        type nat hook postrouting priority srcnat; policy accept;
                        %3$s
                    }
                }
                """.formatted(network.table(), network.link(), String.join("\n        ", hidden(network)));
    }

    private static List<String> hidden(NodeNetwork network) {
        String elsewhere = " oifname != \"" + network.link() + "\" masquerade";
        String v4 = "ip saddr " + network.cidr() + elsewhere;
        return network.hasIpv6() ? List.of(v4, "ip6 saddr " + network.cidr6() + elsewhere) : List.of(v4);
    }

    /** Removes the table, if there is one, and puts forwarding back when no other node needs it. */
    public void close() {
        if (Program.find("nft").isEmpty()) {
            return;
        }
        if (Program.run(List.of("nft", "list", "table", "inet", network.table()))
                .isSuccess()) {
            Program.require(List.of("nft", "delete", "table", "inet", network.table()), "");
        }
        String tables = Program.run(List.of("nft", "list", "tables", "inet")).out();
        if (!tables.contains("inet leme_") && Files.exists(FORWARDING_BEFORE)) {
            restoreForwarding();
        }
    }

    private static void restoreForwarding() {
        try {
            setForwarding(Files.readString(FORWARDING_BEFORE).strip());
            Files.delete(FORWARDING_BEFORE);
            if (isEmpty(NOTES)) {
                Files.delete(NOTES);
            }
        } catch (IOException refused) {
            throw new CommandFailure(
                    "cannot put net.ipv4.ip_forward back to what it was: " + refused.getMessage(), refused);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }
}
