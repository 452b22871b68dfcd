package dev.leme.proxy;

import dev.leme.proxy.process.IpCommand;
import dev.leme.proxy.ruleset.Family;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the network namespace of a node needs besides the table, so that traffic to Services gets there and back. */
final class Forwarding {

    private static final Logger LOG = System.getLogger(ServiceProxy.class.getName());
    private static final Path SYSCTLS = Path.of("/proc/sys/net");
    private static final Path BRIDGE_CALLS = SYSCTLS.resolve("bridge/bridge-nf-call-iptables");

    private final ProxySettings settings;

    /** The network of the namespace that the calling thread is in. */
    Forwarding(ProxySettings settings) {
        this.settings = settings;
    }

    /**
     * Sets it up; may be called again and again. Throws {@link IOException} with what failed and why.
     *
     * <p>Packets are forwarded between pods and the rest. Bridged packets pass the rules too, where the kernel can: the answer
     * from one pod of a bridge to another would otherwise never come back through the address that was asked. And each
     * service range has a route, since a node without any route refuses its own packets before the rules see them.
     */
    void prepare() throws IOException, InterruptedException {
        loadBridgeCalls();
        IpCommand.run("link", "set", "lo", "up");
        for (Family family : settings.frame().families()) {
            boolean v6 = family == Family.V6;
            Files.writeString(SYSCTLS.resolve(v6 ? "ipv6/conf/all/forwarding" : "ipv4/ip_forward"), "1");
            if (!v6) {
                withoutRedirects();
            }
            Path bridged = v6 ? SYSCTLS.resolve("bridge/bridge-nf-call-ip6tables") : BRIDGE_CALLS;
            if (Files.exists(bridged)) {
                Files.writeString(bridged, "1");
            }
        }
        for (String range : settings.serviceRanges()) {
            IpCommand.run(route("replace", range));
        }
    }

    /** Pods of our own are on no bridge: a kernel without it will do for them. */
    private static void loadBridgeCalls() throws InterruptedException {
        if (!Files.exists(BRIDGE_CALLS)) {
            try {
                IpCommand.run(List.of("modprobe", "br_netfilter"), "");
            } catch (IOException missing) {
                LOG.log(Level.DEBUG, "bridged packets pass no rules: {0}", missing.getMessage());
            }
        }
    }

    /**
     * A client that reaches an endpoint on its own link must go on asking the Service's address: it is never told of a shorter
     * way. The kernel then also looks up one route less for each such packet, since it needn't know whether to tell.
     */
    private static void withoutRedirects() throws IOException {
        try (Stream<Path> links = Files.list(SYSCTLS.resolve("ipv4/conf"))) {
            for (Path link : links.toList()) {
                Files.writeString(link.resolve("send_redirects"), "0");
            }
        }
    }

    /** Takes the routes back; the settings stay, since others may count on them. */
    void remove() throws IOException, InterruptedException {
        for (String range : settings.serviceRanges()) {
            if (!IpCommand.run(flag(range), "route", "show", range, "dev", "lo").isEmpty()) {
                IpCommand.run(flag(range), "route", "delete", range, "dev", "lo");
            }
        }
    }

    private static String flag(String range) {
        return Family.of(range) == Family.V6 ? "-6" : "-4";
    }

    private String[] route(String verb, String range) {
        List<String> words = new ArrayList<>(List.of(flag(range), "route", verb, range, "dev", "lo"));
        Family.of(range).of(settings.nodeAddresses()).stream()
                .limit(1)
                .forEach(address -> words.addAll(List.of("src", address)));
        return words.toArray(String[]::new);
    }
}
