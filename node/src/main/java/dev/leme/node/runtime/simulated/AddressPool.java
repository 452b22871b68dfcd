package dev.leme.node.runtime.simulated;

import dev.leme.node.runtime.RuntimeFailure;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/** Hands out a range's addresses in turn, as host-local does: an address that is free again comes last. */
final class AddressPool {
    private final int network;
    private final int size;
    private final Set<Integer> taken = new HashSet<>();
    private int last = 1;

    /** @param cidr an IPv4 range such as {@code 10.42.0.0/24}; its first address is the gateway's */
    AddressPool(String cidr) {
        int slash = cidr.indexOf('/');
        int bits = Integer.parseInt(cidr.substring(slash + 1));
        if (bits < 8 || bits > 30) {
            throw new IllegalArgumentException("not a usable range for pods: " + cidr);
        }
        size = 1 << (32 - bits);
        network = number(cidr.substring(0, slash)) & -size;
    }

    String take() {
        for (int tries = 0; tries < size; tries++) {
            last = last + 1 >= size - 1 ? 2 : last + 1;
            if (taken.add(last)) {
                return text(network + last);
            }
        }
        throw new RuntimeFailure(RuntimeFailure.Kind.FAILED, "no IP addresses available in range set");
    }

    void release(String address) {
        taken.remove(number(address) - network);
    }

    int inUse() {
        return taken.size();
    }

    private static int number(String address) {
        try {
            return ByteBuffer.wrap(InetAddress.ofLiteral(address).getAddress()).getInt();
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("not an IPv4 address: " + address, malformed);
        }
    }

    private static String text(int number) {
        try {
            return InetAddress.getByAddress(
                            ByteBuffer.allocate(4).putInt(number).array())
                    .getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
