package dev.leme.proxy.ruleset;

import java.util.ArrayList;
import java.util.List;

/**
 * A chain that Services share. Its name says all that its rules depend on, so chains of one name are equal, and a chain is
 * never changed: it comes and goes.
 *
 * @param name at most 127 characters
 * @param rules nft's text of each rule
 */
public record Chain(String name, List<String> rules) {

    /** Refuses whatever arrives here: a reset for TCP, else ICMP port unreachable. A part of every table. */
    static final String REJECTED = "rejected";

    /** The mark of packets whose source is to be replaced by the node's; kube-proxy's default bit. */
    static final String MASQUERADE_MARK = "0x4000";

    /** The protocols that have ports. */
    static final String WITH_PORTS = "meta l4proto { tcp, udp, sctp }";

    /** The name of the chain and of the map that send to a Service's endpoint number {@code index}. */
    static String slot(Family family, int index) {
        return family.named("slot") + "-" + index;
    }

    /** Sends to endpoint number {@code index}; packets in flight while that number vanishes get the first. */
    static Chain ofSlot(Family family, int index) {
        String header = family.header();
        String map = WITH_PORTS + " dnat " + header + " to " + header + " daddr . meta l4proto . th dport map @"
                + slot(family, index);
        return new Chain(slot(family, index), List.of(map, "goto " + (index == 0 ? REJECTED : slot(family, 0))));
    }

    /** Chooses one of {@code count} (at least 2) endpoints by chance. */
    static Chain pick(Family family, int count) {
        List<String> slots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slots.add(slot(family, i));
        }
        return new Chain(family.named("pick") + "-" + count, List.of(byChance(slots)));
    }

    /** The rule that goes on in one of {@code chains}, with equal chances. */
    static String byChance(List<String> chains) {
        StringBuilder rule = new StringBuilder("numgen random mod " + chains.size() + " vmap {");
        for (int i = 0; i < chains.size(); i++) {
            rule.append(i == 0 ? " " : ", ").append(i).append(" : goto ").append(chains.get(i));
        }
        return rule.append(" }").toString();
    }

    /** Has the client's address replaced by the node's, and goes on. */
    static Chain masquerade(String next) {
        return new Chain("masquerade-" + next, List.of("meta mark set meta mark | " + MASQUERADE_MARK, "goto " + next));
    }

    /** Lets only clients of {@code ranges}, which may overlap, pass. */
    static Chain guard(Family family, List<String> ranges, String next) {
        List<String> rules = new ArrayList<>();
        ranges.forEach(range ->
                rules.add((range.endsWith("/0") ? "" : family.header() + " saddr " + range + " ") + "goto " + next));
        rules.add("drop");
        return new Chain("guard-" + Digest.of(String.join(" ", ranges)) + "-" + next, rules);
    }

    /**
     * A Local external policy: pods and the node itself may reach all endpoints, strangers only this node's, with their
     * address kept.
     */
    static Chain local(Family family, List<String> podRanges, String all, String nodes) {
        List<String> rules = new ArrayList<>();
        podRanges.forEach(range -> rules.add(family.header() + " saddr " + range + " goto " + all));
        rules.add("fib saddr type local goto masquerade-" + all);
        rules.add(nodes.isEmpty() ? "drop" : "goto " + nodes);
        return new Chain("local-" + (nodes.isEmpty() ? "none" : nodes) + "-" + all, rules);
    }
}
