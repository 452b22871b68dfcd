package dev.leme.proxy.ruleset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The commands that make the table from nothing, and that remove it: each one transaction. */
public final class RulesetText {

    static final String SERVICES = "services";
    static final String HAIRPINS = "hairpins";
    static final String SERVICES_TYPE = "type ipv4_addr . inet_proto . inet_service : verdict;";
    static final String HAIRPINS_TYPE = "type ipv4_addr . ipv4_addr;";
    static final String SLOT_TYPE = "type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service;";

    private RulesetText() {}

    /** Replaces the whole table, whatever it held. Packets meet the old rules or the new ones, never none. */
    public static String replace(TableFrame frame, Ruleset ruleset) {
        StringBuilder text = new StringBuilder(remove(frame));
        text.append("table ").append(frame.name()).append(" {\n");
        block(text, "map " + SERVICES, SERVICES_TYPE, verdicts(ruleset.services()));
        block(text, "set " + HAIRPINS, HAIRPINS_TYPE, hairpins(ruleset.hairpins()));
        ruleset.clients().forEach((name, seconds) -> block(text, "set " + name, clientsType(seconds), List.of()));
        for (int i = 0; i < ruleset.slots().size(); i++) {
            block(
                    text,
                    "map " + Chain.slot(i),
                    SLOT_TYPE,
                    backends(ruleset.slots().get(i)));
            chain(text, Chain.ofSlot(i));
        }
        ruleset.chains().values().forEach(chain -> chain(text, chain));
        frame.lines().forEach(line -> text.append(line).append('\n'));
        return text.append("}\n").toString();
    }

    /** Removes the table, whether it is there or not. */
    public static String remove(TableFrame frame) {
        return "add table " + frame.name() + "\ndelete table " + frame.name() + "\n";
    }

    private static void block(StringBuilder text, String what, String type, List<String> elements) {
        text.append(what).append(" {\n ").append(type).append('\n');
        if (!elements.isEmpty()) {
            text.append(" elements = { ");
            text.append(String.join(",\n  ", elements)).append(" }\n");
        }
        text.append("}\n");
    }

    private static void chain(StringBuilder text, Chain chain) {
        text.append("chain ").append(chain.name()).append(" {\n");
        chain.rules().forEach(rule -> text.append(' ').append(rule).append('\n'));
        text.append("}\n");
    }

    static String clientsType(int seconds) {
        return "type ipv4_addr; flags dynamic,timeout; timeout " + seconds + "s;";
    }

    static List<String> verdicts(Map<Frontend, String> services) {
        return entries(services, chain -> "goto " + chain);
    }

    static List<String> backends(Map<Frontend, Backend> slot) {
        return entries(slot, Backend::toString);
    }

    static List<String> hairpins(Set<String> addresses) {
        return addresses.stream().map(address -> address + " . " + address).toList();
    }

    private static <V> List<String> entries(Map<Frontend, V> map, Function<V, String> value) {
        List<String> entries = new ArrayList<>(map.size());
        map.forEach((key, one) -> entries.add(key + " : " + value.apply(one)));
        return entries;
    }
}
