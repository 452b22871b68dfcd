package dev.leme.apiserver.discovery;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The order in which groups and versions are told: the first that a client understands is the one it takes. */
final class Versions {

    /** The built-in groups; those of custom resources follow by name. */
    private static final List<String> GROUPS = List.of(
            "",
            "apiregistration.k8s.io",
            "apps",
            "events.k8s.io",
            "authentication.k8s.io",
            "authorization.k8s.io",
            "autoscaling",
            "batch",
            "certificates.k8s.io",
            "networking.k8s.io",
            "policy",
            "rbac.authorization.k8s.io",
            "storage.k8s.io",
            "admissionregistration.k8s.io",
            "apiextensions.k8s.io",
            "scheduling.k8s.io",
            "coordination.k8s.io",
            "node.k8s.io",
            "discovery.k8s.io",
            "resource.k8s.io",
            "flowcontrol.apiserver.k8s.io",
            "internal.apiserver.k8s.io",
            "storagemigration.k8s.io");

    private static final Pattern VERSION = Pattern.compile("v(\\d+)(?:(alpha|beta)(\\d+))?");

    /** Stable before beta before alpha, newer before older, whatever isn't so written last. */
    static final Comparator<String> NEWEST_FIRST =
            Comparator.comparingLong(Versions::weight).reversed().thenComparing(Comparator.naturalOrder());

    /** Built-in groups in upstream's order, then the others. */
    static final Comparator<String> GROUP_ORDER =
            Comparator.comparingInt(Versions::place).thenComparing(Comparator.naturalOrder());

    private Versions() {}

    private static int place(String group) {
        int at = GROUPS.indexOf(group);
        return at < 0 ? GROUPS.size() : at;
    }

    private static long weight(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches() || version.length() > 12) {
            return -1;
        }
        long stage = matcher.group(2) == null ? 2 : matcher.group(2).equals("beta") ? 1 : 0;
        long minor = matcher.group(3) == null ? 0 : Long.parseLong(matcher.group(3));
        return (stage << 56) + (Long.parseLong(matcher.group(1)) << 28) + minor;
    }
}
