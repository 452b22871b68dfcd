package dev.leme.dns.zone;

import java.util.regex.Pattern;
import org.xbill.DNS.Address;

/** Addresses written as one label: {@code 10-42-0-5} and {@code 2001-db8--5}. */
final class PodNames {

    private static final Pattern FOUR_NUMBERS = Pattern.compile("\\d{1,3}(-\\d{1,3}){3}");
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-f-]+");

    private PodNames() {}

    /** The label of an address of either family. */
    static String label(String ip) {
        return ip.replace('.', '-').replace(':', '-');
    }

    /** The address that a label spells; empty where it spells none. */
    static String address(String label) {
        if (FOUR_NUMBERS.matcher(label).matches()) {
            String address = label.replace('-', '.');
            return Address.toByteArray(address, Address.IPv4) == null ? "" : address;
        }
        if (HEXADECIMAL.matcher(label).matches()) {
            String address = label.replace('-', ':');
            return Address.toByteArray(address, Address.IPv6) == null ? "" : address;
        }
        return "";
    }
}
