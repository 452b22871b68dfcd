package dev.leme.dns.zone;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.Address;
import org.xbill.DNS.Name;
import org.xbill.DNS.ReverseMap;

/** The names under which addresses are looked up, as {@code 7.0.42.10.in-addr.arpa}, and which of them are the cluster's. */
public final class ReverseNames {

    private record Range(InetAddress start, int bits) {

        static Range parse(String cidr) {
            int slash = cidr.indexOf('/');
            try {
                return new Range(
                        Address.getByAddress(cidr.substring(0, slash)), Integer.parseInt(cidr.substring(slash + 1)));
            } catch (UnknownHostException | IndexOutOfBoundsException | NumberFormatException wrong) {
                throw new IllegalArgumentException("not a range of addresses: " + cidr, wrong);
            }
        }

        boolean contains(byte[] address) {
            byte[] first = start.getAddress();
            if (address.length != first.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((address[bit / 8] & mask) != (first[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Range> ranges;

    /** The names of all addresses of these ranges, as {@code 10.42.0.0/16}. */
    public ReverseNames(List<String> ranges) {
        this.ranges = ranges.stream().map(Range::parse).toList();
    }

    /** Whether {@code name} is that of an address of the ranges. */
    public boolean contains(Name name) {
        try {
            byte[] address = ReverseMap.fromName(name).getAddress();
            return ranges.stream().anyMatch(range -> range.contains(address));
        } catch (UnknownHostException noWholeAddress) {
            return false;
        }
    }

    /** The name of a literal address of either family. */
    static String of(String ip) {
        try {
            InetAddress address = Address.getByAddress(ip);
            return ReverseMap.fromAddress(address).toString(true).toLowerCase(Locale.ROOT);
        } catch (UnknownHostException notAnAddress) {
            throw new IllegalArgumentException("not an address: " + ip, notAnAddress);
        }
    }
}
