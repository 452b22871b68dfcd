package dev.leme.proxy.ruleset;

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
        diff.changeElements();
        diff.deleteChains();
        diff.deleteSets();
        return diff.text.toString();
    }

    private void addSets() {
        missing(before.clients(), after.clients())
                .forEach((name, seconds) -> command("add set", name, "{ " + RulesetText.clientsType(seconds) + " }"));
        for (int i = before.slots().size(); i < after.slots().size(); i++) {
            command("add map", Chain.slot(i), "{ " + RulesetText.SLOT_TYPE + " }");
        }
    }

    /** All chains before any rule, since rules name chains. */
    private void addChains() {
        Map<String, Chain> added = missing(chains(before), chains(after));
        added.keySet().forEach(name -> command("add chain", name, ""));
        added.forEach((name, chain) -> chain.rules().forEach(rule -> command("add rule", name, rule)));
    }

    private void changeElements() {
        Map<Frontend, String> gone = missing(after.services(), before.services());
        Map<Frontend, String> come = missing(before.services(), after.services());
        delete(
                RulesetText.SERVICES,
                gone.keySet().stream().map(Frontend::toString).toList());
        for (int i = 0; i < Math.max(before.slots().size(), after.slots().size()); i++) {
            changeSlot(i);
        }
        add(RulesetText.SERVICES, RulesetText.verdicts(come));
        delete(RulesetText.HAIRPINS, RulesetText.hairpins(without(before.hairpins(), after.hairpins())));
        add(RulesetText.HAIRPINS, RulesetText.hairpins(without(after.hairpins(), before.hairpins())));
    }

    /** A slot that goes takes its elements with it. */
    private void changeSlot(int index) {
        Map<Frontend, Backend> old = slot(before, index);
        Map<Frontend, Backend> now = slot(after, index);
        if (index < after.slots().size()) {
            delete(
                    Chain.slot(index),
                    missing(now, old).keySet().stream().map(Frontend::toString).toList());
            add(Chain.slot(index), RulesetText.backends(missing(old, now)));
        }
    }

    /** Emptied before any is deleted, since the rules of one name another. */
    private void deleteChains() {
        Set<String> gone = missing(chains(after), chains(before)).keySet();
        gone.forEach(name -> command("flush chain", name, ""));
        gone.forEach(name -> command("delete chain", name, ""));
    }

    private void deleteSets() {
        for (int i = after.slots().size(); i < before.slots().size(); i++) {
            command("delete map", Chain.slot(i), "");
        }
        missing(after.clients(), before.clients()).forEach((name, seconds) -> command("delete set", name, ""));
    }

    private static Map<String, Chain> chains(Ruleset ruleset) {
        Map<String, Chain> all = new LinkedHashMap<>();
        for (int i = 0; i < ruleset.slots().size(); i++) {
            all.put(Chain.slot(i), Chain.ofSlot(i));
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

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new LinkedHashSet<>();
        for (String one : all) {
            if (!some.contains(one)) {
                rest.add(one);
            }
        }
        return rest;
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
