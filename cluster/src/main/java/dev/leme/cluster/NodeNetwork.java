package dev.leme.cluster;

import dev.leme.api.address.AddressRange;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informers;
import dev.leme.cluster.why.LiveNetwork;
import dev.leme.dns.DnsServer;
import dev.leme.dns.forward.Forwarder;
import dev.leme.dns.forward.ResolvConf;
import dev.leme.dns.forward.Upstreams;
import dev.leme.dns.handler.ZoneHandler;
import dev.leme.dns.zone.ReverseNames;
import dev.leme.dns.zone.Zone;
import dev.leme.dns.zone.ZoneUpdater;
import dev.leme.proxy.ProxySettings;
import dev.leme.proxy.ServiceProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What makes Services and names work on the node: rules in the kernel, and the DNS server. */
final class NodeNetwork implements AutoCloseable {

    private static final int DNS_PORT = 53;
    private static final String TABLE = "leme";

    private final ServiceProxy proxy;
    private final DnsServer dns;
    private final EventRecorder events;
    private final LiveNetwork shown;

    private NodeNetwork(ServiceProxy proxy, DnsServer dns, EventRecorder events, LiveNetwork shown) {
        this.proxy = proxy;
        this.dns = dns;
        this.events = events;
        this.shown = shown;
    }

    /** @param client the service proxy's, for its events */
    static NodeNetwork start(ClusterConfig config, ApiClient client, Informers informers, Clock clock)
            throws IOException {
        EventRecorder events = new EventRecorder(client, clock, "kube-proxy", config.nodeName());
        DnsServer dns = names(config, informers, clock).start();
        ServiceProxy proxy = new ServiceProxy(
                new ProxySettings(
                        TABLE,
                        config.nodeName(),
                        texts(config.podRanges()),
                        texts(config.serviceRanges()),
                        config.addresses(),
                        config.loadBalancerRanges(),
                        !config.offline()),
                informers,
                events,
                clock);
        proxy.start();
        InetSocketAddress nameServer = new InetSocketAddress(config.address(), DNS_PORT);
        return new NodeNetwork(proxy, dns, events, new LiveNetwork(nameServer, TABLE));
    }

    /** What there is to see of it. */
    LiveNetwork shown() {
        return shown;
    }

    /** The cluster's names, and those of others from the machine's resolvers unless there is no way out. */
    private static DnsServer names(ClusterConfig config, Informers informers, Clock clock) throws IOException {
        InetSocketAddress own = new InetSocketAddress(InetAddress.getByName(config.address()), DNS_PORT);
        InetSocketAddress service = new InetSocketAddress(config.serviceAddress(10), DNS_PORT);
        Forwarder outside = new Forwarder(new Upstreams(resolvers(config, clock), Set.of(own, service)), clock);
        ZoneUpdater zone = new ZoneUpdater(Zone.of("cluster.local"), informers);
        ReverseNames reverse = new ReverseNames(Stream.of(config.podRanges(), config.serviceRanges())
                .flatMap(ranges -> texts(ranges).stream())
                .toList());
        return new DnsServer(
                own.getAddress(), DNS_PORT, List.of(new ZoneHandler(zone, reverse, outside, clock), outside));
    }

    /** Those of the file that was named; else the machine's, unless there is no way out. */
    private static Supplier<List<InetSocketAddress>> resolvers(ClusterConfig config, Clock clock) {
        if (!config.resolvConf().isEmpty()) {
            return new ResolvConf(List.of(Path.of(config.resolvConf())), clock);
        }
        return config.offline() ? List::of : ResolvConf.ofThisMachine(clock);
    }

    private static List<String> texts(List<AddressRange> ranges) {
        return ranges.stream().map(AddressRange::toString).toList();
    }

    @Override
    public void close() {
        dns.close();
        proxy.close();
        events.close();
    }
}
