package dev.leme.proxy.ruleset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The commands that make the table from nothing, and that remove it: each one transaction. */
public final class RulesetText {

    static final String SERVICES = "services";
    static final String HAIRPINS = "hairpins";
    static final String BALANCERS = "balancers";

    private final TableFrame frame;
    private final Ruleset ruleset;
    private final StringBuilder text = new StringBuilder();

    private RulesetText(TableFrame frame, Ruleset ruleset) {
        this.frame = frame;
        this.ruleset = ruleset;
    }

    /** Replaces the whole table, whatever it held. Packets meet the old rules or the new ones, never none. */
    public static String replace(TableFrame frame, Ruleset ruleset) {
        RulesetText replacing = new RulesetText(frame, ruleset);
        replacing.text.append(remove(frame));
        replacing.table();
        return replacing.text.toString();
    }

    /** Removes the table, whether it is there or not. */
    public static String remove(TableFrame frame) {
        return "add table " + frame.name() + "\ndelete table " + frame.name() + "\n";
    }

    private void table() {
        text.append("table ").append(frame.name()).append(" {\n");
        ruleset.clients().forEach((name, clients) -> block("set " + name, clients.type(), List.of()));
        frame.families().forEach(this::maps);
        ruleset.chains().values().forEach(this::chain);
        frame.lines().forEach(line -> text.append(line).append('\n'));
        text.append("}\n");
    }

    private void maps(Family family) {
        block("map " + family.named(SERVICES), servicesType(family), verdicts(of(family, ruleset.services())));
        block("set " + family.named(HAIRPINS), hairpinsType(family), hairpins(of(family, ruleset.hairpins())));
        block("set " + family.named(BALANCERS), balancersType(family), of(family, ruleset.balancers()));
        for (int i = 0; i < ruleset.slots().size(); i++) {
            List<String> elements = backends(of(family, ruleset.slots().get(i)));
            block("map " + Chain.slot(family, i), slotType(family), elements);
            chain(Chain.ofSlot(family, i));
        }
    }

    private void block(String what, String type, List<String> elements) {
        text.append(what).append(" {\n ").append(type).append('\n');
        if (!elements.isEmpty()) {
            text.append(" elements = { ");
            text.append(String.join(",\n  ", elements)).append(" }\n");
        }
        text.append("}\n");
    }

    private void chain(Chain chain) {
        text.append("chain ").append(chain.name()).append(" {\n");
        chain.rules().forEach(rule -> text.append(' ').append(rule).append('\n'));
        text.append("}\n");
    }

    static String servicesType(Family family) {
        return "type " + family.type() + " . inet_proto . inet_service : verdict;";
    }

    static String slotType(Family family) {
        return "type " + family.type() + " . inet_proto . inet_service : " + family.type() + " . inet_service;";
    }

    private static String hairpinsType(Family family) {
        return "type " + family.type() + " . " + family.type() + ";";
    }

    private static String balancersType(Family family) {
        return "type " + family.type() + ";";
    }

    static <V> Map<Frontend, V> of(Family family, Map<Frontend, V> all) {
        Map<Frontend, V> some = new LinkedHashMap<>();
        all.forEach((frontend, value) -> {
            if (frontend.family() == family) {
                some.put(frontend, value);
            }
        });
        return some;
    }

    static List<String> of(Family family, Collection<String> addresses) {
        return family.of(List.copyOf(addresses));
    }

    static List<String> verdicts(Map<Frontend, String> services) {
        return entries(services, chain -> "goto " + chain);
    }

    static List<String> backends(Map<Frontend, Backend> slot) {
        return entries(slot, Backend::toString);
    }

    static List<String> hairpins(Collection<String> addresses) {
        return addresses.stream().map(address -> address + " . " + address).toList();
    }

    private static <V> List<String> entries(Map<Frontend, V> map, Function<V, String> value) {
        List<String> entries = new ArrayList<>(map.size());
        map.forEach((key, one) -> entries.add(key + " : " + value.apply(one)));
        return entries;
    }
}
