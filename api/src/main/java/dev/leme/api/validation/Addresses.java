package dev.leme.api.validation;

import dev.leme.api.field.FieldPath;
import java.util.List;

/** The spellings of addresses and of ranges of addresses. */
final class Addresses {

    private static final String IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    private static final String CIDR = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    private Addresses() {}

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

    private static boolean isLength(String text, int slash) {
        String length = text.substring(slash + 1);
        int most = text.indexOf(':') >= 0 ? 128 : 32;
        return length.matches("[0-9]{1,3}") && Integer.parseInt(length) <= most;
    }

    static boolean isIp(String text) {
        return isIpv4(text) || text.indexOf(':') >= 0 && isIpv6(text);
    }

    static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        int groups = gap < 0 ? groups(text) : sum(groups(text.substring(0, gap)), groups(text.substring(gap + 2)));
        return gap < 0 ? groups == 8 : groups >= 0 && groups <= 7;
    }

    private static int sum(int left, int right) {
        return left < 0 || right < 0 ? -1 : left + right;
    }

    /** How many groups of 16 bits {@code text} has, or -1 when one is wrong. */
    private static int groups(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        int count = 0;
        List<String> parts = List.of(text.split(":", -1));
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (i == parts.size() - 1 && isIpv4(part)) {
                count += 2;
            } else if (part.matches("[0-9a-fA-F]{1,4}")) {
                count++;
            } else {
                return -1;
            }
        }
        return count;
    }
}
