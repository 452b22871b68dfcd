package dev.leme.cli.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a firewall of the host's own lets a node's packets through. nftables asks every table: what another one drops, as
 * Docker's does with all that it doesn't know, ours cannot accept.
 */
final class Firewall {
    private static final String OURS = "table inet leme";
    private static final String FORWARD_HOOK = "hook forward ";
    private static final String DOCKERS_CHAIN = "DOCKER-USER";

    private Firewall() {}

    /** @param chains what {@code nft list chains} says */
    static Check check(String chains) {
        List<String> dropping = dropping(chains);
        if (dropping.isEmpty()) {
            return Check.passed("no firewall drops what this machine forwards");
        }
        return Check.better(
                "the firewall drops what this machine forwards (" + String.join(", ", dropping)
                        + "): without --offline pods don't reach the outside",
                mend(chains.contains("chain " + DOCKERS_CHAIN) ? DOCKERS_CHAIN : "FORWARD"));
    }

    private static List<String> dropping(String chains) {
        List<String> found = new ArrayList<>();
        String table = "";
        String chain = "";
        for (String line : chains.lines().map(String::strip).toList()) {
            if (line.startsWith("table ")) {
                table = line;
            } else if (line.startsWith("chain ")) {
                chain = line;
            } else if (line.contains(FORWARD_HOOK) && line.contains("policy drop") && !table.startsWith(OURS)) {
                found.add(name(table) + ", " + name(chain));
            }
        }
        return found;
    }

    private static String name(String opening) {
        return opening.replace(" {", "");
    }

    private static String mend(String chain) {
        return "sudo sh -c 'iptables -I " + chain + " -i leme+ -j ACCEPT; iptables -I " + chain
                + " -o leme+ -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'";
    }
}
