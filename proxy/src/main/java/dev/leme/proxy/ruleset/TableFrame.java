package dev.leme.proxy.ruleset;

import java.util.ArrayList;
import java.util.List;

/**
 * What the table holds whatever Services there are: the hooks into the packets' way.
 *
 * @param table the table's name, in family {@code inet}
 * @param podRanges all pods' addresses, as {@code 10.42.0.0/16}; a family that has none has no rules
 * @param serviceRanges all cluster addresses, as {@code 10.43.0.0/16}; what no Service has of it is refused
 * @param masqueradeOutbound whether pods' traffic to outside of the pod range bears the node's address
 */
public record TableFrame(String table, List<String> podRanges, List<String> serviceRanges, boolean masqueradeOutbound) {

    private static final String MASQUERADE = "masquerade fully-random";

    /** Keeps copies. */
    public TableFrame {
        podRanges = List.copyOf(podRanges);
        serviceRanges = List.copyOf(serviceRanges);
    }

    /** The table's name as nft's commands want it. */
    public String name() {
        return "inet " + table;
    }

    /** The families that have pods. */
    public List<Family> families() {
        return List.of(Family.values()).stream()
                .filter(family -> !family.of(podRanges).isEmpty())
                .toList();
    }

    /** The lines of the table's definition. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("chain rejected { meta l4proto tcp reject with tcp reset; reject; }");
        lines.add("chain services {");
        families().forEach(family -> lines.addAll(services(family)));
        lines.add("}");
        lines.add("chain prerouting { type nat hook prerouting priority -100; jump services; }");
        lines.add("chain output { type nat hook output priority -100; jump services; }");
        lines.add("chain stray-forward { type filter hook forward priority 0; " + refuseStrays() + " }");
        lines.add("chain stray-output { type filter hook output priority 0; " + refuseStrays() + " }");
        lines.add("chain postrouting {");
        lines.add(" type nat hook postrouting priority 100;");
        lines.add(" meta mark & " + Chain.MASQUERADE_MARK + " == " + Chain.MASQUERADE_MARK + " " + MASQUERADE);
        families().forEach(family -> postrouting(family).forEach(rule -> lines.add(" " + rule)));
        lines.add("}");
        return lines;
    }

    /** A load balancer's address is the node's own: what no Service has there must not reach the node's servers. */
    private List<String> services(Family family) {
        List<String> rules = new ArrayList<>();
        String to = " " + family.header() + " daddr ";
        rules.add(to + ". meta l4proto . th dport vmap @" + family.named(RulesetText.SERVICES));
        family.of(serviceRanges).forEach(range -> rules.add(to + range + " goto rejected"));
        rules.add(to + "@" + family.named(RulesetText.BALANCERS) + " " + Chain.WITH_PORTS + " goto rejected");
        return rules;
    }

    /** What still bears a cluster address behind the choice of an endpoint must not leave the node. */
    private String refuseStrays() {
        StringBuilder rules = new StringBuilder();
        for (String range : serviceRanges) {
            rules.append(Family.of(range).header())
                    .append(" daddr ")
                    .append(range)
                    .append(" goto rejected;");
        }
        return rules.toString();
    }

    /**
     * The client's address is replaced where the answer would miss the node else: an endpoint that is its own client, a
     * marked packet, and a stranger that was routed here to reach a cluster address.
     */
    private List<String> postrouting(Family family) {
        List<String> rules = new ArrayList<>();
        String header = family.header();
        rules.add("ct status dnat " + header + " saddr . " + header + " daddr @" + family.named(RulesetText.HAIRPINS)
                + " " + MASQUERADE);
        for (String pods : family.of(podRanges)) {
            family.of(serviceRanges)
                    .forEach(range -> rules.add("ct status dnat ct original " + header + " daddr " + range + " "
                            + header + " saddr != " + pods + " fib saddr type != local " + MASQUERADE));
            if (masqueradeOutbound) {
                rules.add(header + " saddr " + pods + " " + header + " daddr != " + pods + " " + MASQUERADE);
            }
        }
        return rules;
    }
}
