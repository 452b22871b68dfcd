package dev.leme.proxy;

import java.util.ArrayList;
import java.util.List;

/**
 * Rules of the shape that kube-proxy's mode {@code iptables} gives Services with one endpoint each, for a comparison: a list of
 * Services that each new connection walks, a chain a Service, a chain an endpoint, a mark for what is to be masqueraded.
 */
final class IptablesMode {

    private IptablesMode() {}

    /** For {@code iptables-restore}. */
    static String rules(int services, String endpoint) {
        List<String> lines = new ArrayList<>(List.of(
                "*filter",
                ":KUBE-FORWARD -",
                ":KUBE-SERVICES -",
                "-A FORWARD -m conntrack --ctstate NEW -j KUBE-SERVICES",
                "-A FORWARD -j KUBE-FORWARD",
                "-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP",
                "-A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT",
                "-A KUBE-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
                "COMMIT",
                "*nat",
                ":KUBE-MARK-MASQ -",
                ":KUBE-POSTROUTING -",
                ":KUBE-SERVICES -",
                "-A PREROUTING -j KUBE-SERVICES",
                "-A OUTPUT -j KUBE-SERVICES",
                "-A POSTROUTING -j KUBE-POSTROUTING",
                "-A KUBE-MARK-MASQ -j MARK --or-mark 0x4000",
                "-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN",
                "-A KUBE-POSTROUTING -j MASQUERADE --random-fully"));
        for (int i = 0; i < services; i++) {
            lines.addAll(service(i, endpoint));
        }
        lines.add("COMMIT");
        return String.join("\n", lines) + "\n";
    }

    private static List<String> service(int number, String endpoint) {
        String address = ProxyBench.address(number) + "/32";
        String service = "KUBE-SVC-" + number;
        String target = "KUBE-SEP-" + number;
        return List.of(
                ":" + service + " -",
                ":" + target + " -",
                "-A KUBE-SERVICES -d " + address + " -p tcp -m tcp --dport 80 -j " + service,
                "-A " + service + " ! -s 10.42.0.0/16 -d " + address + " -p tcp -m tcp --dport 80 -j KUBE-MARK-MASQ",
                "-A " + service + " -j " + target,
                "-A " + target + " -s " + endpoint + "/32 -j KUBE-MARK-MASQ",
                "-A " + target + " -p tcp -m tcp -j DNAT --to-destination " + endpoint + ":8080");
    }
}
