package dev.leme.api.validation;

import dev.leme.api.address.AddressRange;
import dev.leme.api.address.IpAddress;
import dev.leme.api.field.FieldPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The spellings of addresses and of ranges of addresses. */
final class Addresses {

    private static final String IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    private static final String CIDR = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    private static final Map<String, List<AddressRange>> SPECIAL = Map.of(
            "may not be unspecified (0.0.0.0 or ::)",
            AddressRange.parseAll("0.0.0.0/32,::/128"),
            "may not be in the loopback range (127.0.0.0/8, ::1/128)",
            AddressRange.parseAll("127.0.0.0/8,::1/128"),
            "may not be in the link-local range (169.254.0.0/16, fe80::/10)",
            AddressRange.parseAll("169.254.0.0/16,fe80::/10"),
            "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)",
            AddressRange.parseAll("224.0.0.0/24,ff02::/16,ff12::/16,ff22::/16,ff32::/16"));

    private Addresses() {}

    /** An address of one family, {@code IPv4} or {@code IPv6}, that traffic may be sent to. */
    static void ofEndpoint(Report report, FieldPath path, String text, String family) {
        Optional<IpAddress> address = IpAddress.parse(text);
        if (address.isEmpty() || !address.get().family().equals(family)) {
            report.invalid(path, text, "must be a valid " + family + " address");
        }
        address.ifPresent(good -> ofEndpoint(report, path, text));
    }

    static void ip(Report report, FieldPath path, String text) {
        if (!isIp(text)) {
            report.invalid(path, text, IP);
        }
    }

    static void cidr(Report report, FieldPath path, String text) {
        int slash = text.indexOf('/');
        boolean good = slash > 0 && isIp(text.substring(0, slash)) && isLength(text, slash);
        if (!good) {
            report.invalid(path, text, CIDR);
        }
    }

    /** An address that traffic may be sent to: none that stands for this machine or for whoever is on the wire. */
    static void ofEndpoint(Report report, FieldPath path, String text) {
        Optional<IpAddress> address = IpAddress.parse(text);
        if (address.isEmpty()) {
            report.invalid(path, text, IP);
            return;
        }
        for (Map.Entry<String, List<AddressRange>> special : SPECIAL.entrySet()) {
            if (special.getValue().stream().anyMatch(range -> range.contains(address.get()))) {
                report.invalid(path, text, special.getKey());
            }
        }
    }

    private static boolean isLength(String text, int slash) {
        String length = text.substring(slash + 1);
        int most = text.indexOf(':') >= 0 ? 128 : 32;
        return length.matches("[0-9]{1,3}") && Integer.parseInt(length) <= most;
    }

    static boolean isIp(String text) {
        return IpAddress.parse(text).isPresent();
    }
}
