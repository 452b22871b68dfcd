package dev.leme.dns.zone;

import java.util.Locale;
import org.xbill.DNS.ReverseMap;

/** The names under which addresses are looked up, as {@code 7.0.42.10.in-addr.arpa}. */
final class ReverseNames {

    private ReverseNames() {}

    /** The name of a literal address of either family. */
    static String of(String ip) {
        try {
            return ReverseMap.fromAddress(ip).toString(true).toLowerCase(Locale.ROOT);
        } catch (java.net.UnknownHostException notAnAddress) {
            throw new IllegalArgumentException("not an address: " + ip, notAnAddress);
        }
    }
}
