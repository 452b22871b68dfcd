package dev.leme.proxy.balancer;

import dev.leme.api.address.AddressRange;
import dev.leme.api.address.IpAddress;
import dev.leme.proxy.process.IpCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Has the node answer on its network for load balancers' addresses: each is an address of the interface that has the node's
 * own, so that the kernel answers ARP and neighbour discovery for it. What the interface has out of the pool is ours, also
 * where an earlier process left it. For the network namespace of the calling thread.
 */
public final class BalancerAddresses {

    private final String nodeAddress;
    private final List<AddressRange> pool;

    /** @param pool the cluster's own addresses for load balancers; with none, nothing is ever done */
    public BalancerAddresses(String nodeAddress, List<AddressRange> pool) {
        this.nodeAddress = nodeAddress;
        this.pool = List.copyOf(pool);
    }

    /** Answers for exactly these from now on, and announces those that are new. */
    public void answer(Set<String> wanted) throws IOException, InterruptedException {
        if (pool.isEmpty()) {
            return;
        }
        NetworkInterface device = NetworkInterface.getByInetAddress(InetAddress.ofLiteral(nodeAddress));
        if (device == null) {
            throw new IOException("no interface has the node's address " + nodeAddress);
        }
        Set<String> present = present(device);
        Set<String> gone = new TreeSet<>(present);
        gone.removeAll(wanted);
        Set<String> come = new TreeSet<>(wanted);
        come.removeAll(present);
        List<String> commands = new ArrayList<>();
        gone.forEach(address -> commands.add("address delete " + host(address) + " dev " + device.getName()));
        come.forEach(address ->
                commands.add("address add " + host(address) + " dev " + device.getName() + quietly(address)));
        if (!commands.isEmpty()) {
            IpCommand.batch(commands);
        }
        for (String address : come) {
            Announcement.send(device, InetAddress.ofLiteral(address));
        }
    }

    private Set<String> present(NetworkInterface device) {
        Set<String> present = new LinkedHashSet<>();
        device.inetAddresses()
                .flatMap(address -> IpAddress.parse(withoutZone(address)).stream())
                .filter(address -> pool.stream().anyMatch(range -> range.contains(address)))
                .map(IpAddress::toString)
                .filter(address -> !address.equals(nodeAddress))
                .forEach(present::add);
        return present;
    }

    private static String withoutZone(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    private static String host(String address) {
        return address + (address.contains(":") ? "/128" : "/32");
    }

    /**
     * Without waiting for somebody else who might have it: it is this cluster's. And deprecated, so that the node itself doesn't
     * go out under it, as it would (RFC 6724, rule 8): it may be another's in a moment.
     */
    private static String quietly(String address) {
        return address.contains(":") ? " nodad preferred_lft 0" : "";
    }
}
