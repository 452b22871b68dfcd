package dev.leme.cluster;

import dev.leme.base.time.Clock;
import dev.leme.client.informer.Informers;
import dev.leme.dns.DnsServer;
import dev.leme.dns.handler.ForwardHandler;
import dev.leme.dns.handler.ZoneHandler;
import dev.leme.dns.zone.Zone;
import dev.leme.dns.zone.ZoneUpdater;
import dev.leme.proxy.ProxySettings;
import dev.leme.proxy.ServiceProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What makes Services and names work on the node: rules in the kernel, and the DNS server. */
final class NodeNetwork implements AutoCloseable {

    private static final int DNS_PORT = 53;

    private final ServiceProxy proxy;
    private final DnsServer dns;

    private NodeNetwork(ServiceProxy proxy, DnsServer dns) {
        this.proxy = proxy;
        this.dns = dns;
    }

    static NodeNetwork start(ClusterConfig config, Informers informers, Clock clock) throws IOException {
        Zone zone = new Zone("cluster.local");
        new ZoneUpdater(zone, informers);
        ForwardHandler outside = new ForwardHandler(config.offline() ? List.of() : resolvers());
        DnsServer dns = new DnsServer(
                        InetAddress.getByName(config.address()),
                        DNS_PORT,
                        List.of(new ZoneHandler(zone, outside), outside))
                .start();
        ServiceProxy proxy = new ServiceProxy(
                new ProxySettings(
                        "leme",
                        config.nodeName(),
                        config.podRange(),
                        config.serviceRange(),
                        List.of(config.address()),
                        !config.offline()),
                informers,
                clock);
        proxy.start();
        return new NodeNetwork(proxy, dns);
    }

    /** The machine's resolvers; one that only the machine itself can reach is of no use in the node's namespace. */
    private static List<String> resolvers() throws IOException {
        for (String file : List.of("/run/systemd/resolve/resolv.conf", "/etc/resolv.conf")) {
            List<String> found = resolvers(Path.of(file));
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private static List<String> resolvers(Path file) throws IOException {
        List<String> found = new ArrayList<>();
        if (Files.isReadable(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.strip().split("\\s+");
                if (words.length > 1 && words[0].equals("nameserver") && !words[1].startsWith("127.")) {
                    found.add(words[1]);
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        dns.close();
        proxy.close();
    }
}
