package dev.leme.proxy.ruleset;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fewest commands that lead from one ruleset to another, as one transaction: what is new comes first, elements change
 * next, and what nothing leads to any more goes last.
 */
public final class RulesetDiff {

    private final TableFrame frame;
    private final Ruleset before;
    private final Ruleset after;
    private final StringBuilder text = new StringBuilder();

    private RulesetDiff(TableFrame frame, Ruleset before, Ruleset after) {
        this.frame = frame;
        this.before = before;
        this.after = after;
    }

    /** The commands; empty where there is nothing to do. */
    public static String between(TableFrame frame, Ruleset before, Ruleset after) {
        RulesetDiff diff = new RulesetDiff(frame, before, after);
        diff.addSets();
        diff.addChains();
        frame.families().forEach(diff::changeElements);
        diff.deleteChains();
        diff.deleteSets();
        return diff.text.toString();
    }

    private void addSets() {
        missing(before.clients(), after.clients())
                .forEach((name, clients) -> command("add set", name, "{ " + clients.type() + " }"));
        for (Family family : frame.families()) {
            for (int i = before.slots().size(); i < after.slots().size(); i++) {
                command("add map", Chain.slot(family, i), "{ " + RulesetText.slotType(family) + " }");
            }
        }
    }

    /** All chains before any rule, since rules name chains. */
    private void addChains() {
        Map<String, Chain> added = missing(chains(before), chains(after));
        added.keySet().forEach(name -> command("add chain", name, ""));
        added.forEach((name, chain) -> chain.rules().forEach(rule -> command("add rule", name, rule)));
    }

    private void changeElements(Family family) {
        String services = family.named(RulesetText.SERVICES);
        Map<Frontend, String> old = RulesetText.of(family, before.services());
        Map<Frontend, String> now = RulesetText.of(family, after.services());
        delete(services, keys(missing(now, old)));
        for (int i = 0; i < after.slots().size(); i++) {
            changeSlot(family, i);
        }
        add(services, RulesetText.verdicts(missing(old, now)));
        change(
                family.named(RulesetText.HAIRPINS),
                RulesetText.hairpins(RulesetText.of(family, before.hairpins())),
                RulesetText.hairpins(RulesetText.of(family, after.hairpins())));
        change(
                family.named(RulesetText.BALANCERS),
                RulesetText.of(family, before.balancers()),
                RulesetText.of(family, after.balancers()));
    }

    /** A slot that goes takes its elements with it. */
    private void changeSlot(Family family, int index) {
        Map<Frontend, Backend> old = RulesetText.of(family, slot(before, index));
        Map<Frontend, Backend> now = RulesetText.of(family, slot(after, index));
        delete(Chain.slot(family, index), keys(missing(now, old)));
        add(Chain.slot(family, index), RulesetText.backends(missing(old, now)));
    }

    private void change(String set, List<String> old, List<String> now) {
        delete(set, without(old, now));
        add(set, without(now, old));
    }

    /** Emptied before any is deleted, since the rules of one name another. */
    private void deleteChains() {
        Set<String> gone = missing(chains(after), chains(before)).keySet();
        gone.forEach(name -> command("flush chain", name, ""));
        gone.forEach(name -> command("delete chain", name, ""));
    }

    private void deleteSets() {
        for (Family family : frame.families()) {
            for (int i = after.slots().size(); i < before.slots().size(); i++) {
                command("delete map", Chain.slot(family, i), "");
            }
        }
        missing(after.clients(), before.clients()).forEach((name, clients) -> command("delete set", name, ""));
    }

    private Map<String, Chain> chains(Ruleset ruleset) {
        Map<String, Chain> all = new LinkedHashMap<>();
        for (Family family : frame.families()) {
            for (int i = 0; i < ruleset.slots().size(); i++) {
                all.put(Chain.slot(family, i), Chain.ofSlot(family, i));
            }
        }
        all.putAll(ruleset.chains());
        return all;
    }

    private static Map<Frontend, Backend> slot(Ruleset ruleset, int index) {
        return index < ruleset.slots().size() ? ruleset.slots().get(index) : Map.of();
    }

    /** The entries of {@code to} that {@code from} lacks or has otherwise. */
    private static <K, V> Map<K, V> missing(Map<K, V> from, Map<K, V> to) {
        Map<K, V> missing = new LinkedHashMap<>();
        to.forEach((key, value) -> {
            if (!value.equals(from.get(key))) {
                missing.put(key, value);
            }
        });
        return missing;
    }

    private static List<String> keys(Map<Frontend, ?> map) {
        return map.keySet().stream().map(Frontend::toString).toList();
    }

    private static List<String> without(Collection<String> all, Collection<String> some) {
        Set<String> rest = new LinkedHashSet<>(all);
        some.forEach(rest::remove);
        return List.copyOf(rest);
    }

    private void add(String map, List<String> elements) {
        if (!elements.isEmpty()) {
            command("add element", map, "{ " + String.join(", ", elements) + " }");
        }
    }

    private void delete(String map, List<String> keys) {
        if (!keys.isEmpty()) {
            command("delete element", map, "{ " + String.join(", ", keys) + " }");
        }
    }

    private void command(String verb, String name, String rest) {
        text.append(verb).append(' ').append(frame.name()).append(' ').append(name);
        text.append(rest.isEmpty() ? "" : " ").append(rest).append('\n');
    }
}
