package dev.leme.proxy.ruleset;

import java.util.ArrayList;
import java.util.List;

/**
 * What the table holds whatever Services there are: the hooks into the packets' way.
 *
 * @param table the table's name, in family {@code inet}
 * @param podRange all pods' addresses, as {@code 10.42.0.0/16}
 * @param serviceRange all cluster addresses, as {@code 10.43.0.0/16}; what no Service has of it is refused
 * @param masqueradeOutbound whether pods' traffic to outside of the pod range bears the node's address
 */
public record TableFrame(String table, String podRange, String serviceRange, boolean masqueradeOutbound) {

    private static final String MASQUERADE = "masquerade fully-random";

    /** The table's name as nft's commands want it. */
    String name() {
        return "inet " + table;
    }

    /** The lines of the table's definition. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("chain rejected { meta l4proto tcp reject with tcp reset; reject; }");
        lines.add("chain services {");
        lines.add(" ip daddr . meta l4proto . th dport vmap @services");
        lines.add(" ip daddr " + serviceRange + " goto rejected");
        lines.add("}");
        lines.add("chain prerouting { type nat hook prerouting priority -100; jump services; }");
        lines.add("chain output { type nat hook output priority -100; jump services; }");
        lines.add("chain stray-forward { type filter hook forward priority 0; " + refuseStrays() + "; }");
        lines.add("chain stray-output { type filter hook output priority 0; " + refuseStrays() + "; }");
        lines.add("chain postrouting {");
        lines.add(" type nat hook postrouting priority 100;");
        postrouting().forEach(rule -> lines.add(" " + rule));
        lines.add("}");
        return lines;
    }

    /** What still bears a cluster address behind the choice of an endpoint must not leave the node. */
    private String refuseStrays() {
        return "ip daddr " + serviceRange + " goto rejected";
    }

    /**
     * The client's address is replaced where the answer would miss the node else: an endpoint that is its own client, a
     * marked packet, and a stranger that was routed here to reach a cluster address.
     */
    private List<String> postrouting() {
        List<String> rules = new ArrayList<>();
        rules.add("ct status dnat ip saddr . ip daddr @hairpins " + MASQUERADE);
        rules.add("meta mark & " + Chain.MASQUERADE_MARK + " == " + Chain.MASQUERADE_MARK + " " + MASQUERADE);
        rules.add("ct status dnat ct original ip daddr " + serviceRange + " ip saddr != " + podRange
                + " fib saddr type != local " + MASQUERADE);
        if (masqueradeOutbound) {
            rules.add("ip saddr " + podRange + " ip daddr != " + podRange + " " + MASQUERADE);
        }
        return rules;
    }
}
