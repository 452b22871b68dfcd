package dev.leme.proxy.ruleset;

import dev.leme.proxy.ruleset.Claims.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of all Services, kept so that a change costs what changed, not what there is. Not safe for several threads.
 */
public final class RulesetIndex {

    /**
     * What changed: two rulesets that hold only what was touched, with as many slots as there were and are.
     *
     * @param before as it was
     * @param after as it is
     */
    public record Change(Ruleset before, Ruleset after) {}

    private final Map<String, ServiceRules> rules = new HashMap<>();
    private final Claims claims = new Claims();
    private final Counted<String, Chain> chains = new Counted<>();
    private final Counted<String, Integer> clients = new Counted<>();
    private final Counted<String, String> hairpins = new Counted<>();
    private final Counted<Integer, Integer> slots = new Counted<>();
    private int slotsBefore;

    /** Puts one Service's rules in the place of those that it had; {@link ServiceRules#NONE} forgets it. */
    public void put(String service, ServiceRules now) {
        ServiceRules old = now.verdicts().isEmpty() ? rules.remove(service) : rules.put(service, now);
        if (now.equals(old)) {
            return;
        }
        add(service, now);
        if (old != null) {
            remove(service, old, now);
        }
    }

    private void add(String service, ServiceRules now) {
        now.chains().forEach(chain -> chains.add(chain.name(), chain));
        now.clients().forEach(clients::add);
        now.hairpins().forEach(address -> hairpins.add(address, address));
        now.backends().values().forEach(backends -> slots.add(backends.size(), backends.size()));
        now.verdicts()
                .forEach((frontend, chain) -> claims.put(
                        service, frontend, new Target(chain, now.backends().getOrDefault(frontend, List.of()))));
    }

    private void remove(String service, ServiceRules old, ServiceRules now) {
        old.chains().forEach(chain -> chains.remove(chain.name()));
        old.clients().keySet().forEach(clients::remove);
        old.hairpins().forEach(hairpins::remove);
        old.backends().values().forEach(backends -> slots.remove(backends.size()));
        old.verdicts().keySet().forEach(frontend -> {
            if (!now.verdicts().containsKey(frontend)) {
                claims.remove(service, frontend);
            }
        });
    }

    /** All rules. */
    public Ruleset whole() {
        return new Ruleset(
                chains.all(),
                clients.all(),
                verdicts(claims.all()),
                slots(claims.all(), slotCount()),
                hairpins.all().keySet());
    }

    /** What changed since the last call. */
    public Change settle() {
        int slotsAfter = slotCount();
        Change change = new Change(
                new Ruleset(
                        chains.before(),
                        clients.before(),
                        verdicts(claims.before()),
                        slots(claims.before(), slotsBefore),
                        hairpins.before().keySet()),
                new Ruleset(
                        chains.after(),
                        clients.after(),
                        verdicts(claims.after()),
                        slots(claims.after(), slotsAfter),
                        hairpins.after().keySet()));
        claims.settle();
        List.of(chains, clients, hairpins, slots).forEach(Counted::settle);
        slotsBefore = slotsAfter;
        return change;
    }

    private int slotCount() {
        return slots.all().keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private static Map<Frontend, String> verdicts(Map<Frontend, Target> targets) {
        Map<Frontend, String> verdicts = new LinkedHashMap<>();
        targets.forEach((frontend, target) -> verdicts.put(frontend, target.chain()));
        return verdicts;
    }

    private static List<Map<Frontend, Backend>> slots(Map<Frontend, Target> targets, int count) {
        List<Map<Frontend, Backend>> slots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slots.add(new LinkedHashMap<>());
        }
        targets.forEach((frontend, target) -> {
            for (int i = 0; i < target.backends().size(); i++) {
                slots.get(i).put(frontend, target.backends().get(i));
            }
        });
        return slots;
    }
}
