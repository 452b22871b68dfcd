package dev.leme.proxy.ruleset;

import dev.leme.proxy.ruleset.Claims.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of all Services, kept so that a change costs what changed, not what there is. Not safe for several threads.
 */
public final class RulesetIndex {

    /**
     * What changed: two rulesets that hold only what was touched, with as many slots as there were and are.
     *
     * @param before as it was
     * @param after as it is
     * @param flows of the frontends over UDP: where flows may go on; nowhere for one that is gone
     */
    public record Change(Ruleset before, Ruleset after, Map<Frontend, Set<Backend>> flows) {}

    private final Map<String, ServiceRules> rules = new HashMap<>();
    private final Claims claims = new Claims();
    private final Counted<String, Chain> chains = new Counted<>();
    private final Counted<String, Clients> clients = new Counted<>();
    private final Counted<String, String> hairpins = new Counted<>();
    private final Counted<String, String> balancers = new Counted<>();
    private final Counted<String, String> answered = new Counted<>();
    private final Counted<Integer, Integer> slots = new Counted<>();
    private int slotsBefore;

    /** Puts one Service's rules in the place of those that it had; {@link ServiceRules#NONE} forgets it. */
    public void put(String service, ServiceRules now) {
        ServiceRules old = now.equals(ServiceRules.NONE) ? rules.remove(service) : rules.put(service, now);
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
        now.balancers().forEach((address, answers) -> {
            balancers.add(address, address);
            if (answers) {
                answered.add(address, address);
            }
        });
        now.backends().values().forEach(backends -> slots.add(backends.size(), backends.size()));
        now.verdicts()
                .forEach((frontend, chain) -> claims.put(
                        service,
                        frontend,
                        new Target(
                                chain,
                                now.backends().getOrDefault(frontend, List.of()),
                                now.flows().getOrDefault(frontend, Set.of()))));
    }

    private void remove(String service, ServiceRules old, ServiceRules now) {
        old.chains().forEach(chain -> chains.remove(chain.name()));
        old.clients().keySet().forEach(clients::remove);
        old.hairpins().forEach(hairpins::remove);
        old.balancers().forEach((address, answers) -> {
            balancers.remove(address);
            if (answers) {
                answered.remove(address);
            }
        });
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
                hairpins.all().keySet(),
                balancers.all().keySet());
    }

    /** What changed since the last {@link #settle}. */
    public Change change() {
        return new Change(
                new Ruleset(
                        chains.before(),
                        clients.before(),
                        verdicts(claims.before()),
                        slots(claims.before(), slotsBefore),
                        hairpins.before().keySet(),
                        balancers.before().keySet()),
                new Ruleset(
                        chains.after(),
                        clients.after(),
                        verdicts(claims.after()),
                        slots(claims.after(), slotCount()),
                        hairpins.after().keySet(),
                        balancers.after().keySet()),
                touchedFlows());
    }

    /** What changed is in force. */
    public void settle() {
        claims.settle();
        List.of(chains, clients, hairpins, balancers, answered, slots).forEach(Counted::settle);
        slotsBefore = slotCount();
    }

    /** The addresses of load balancers that this node answers for. */
    public Set<String> answered() {
        return answered.all().keySet();
    }

    /** Of all frontends over UDP: where flows may go on. */
    public Map<Frontend, Set<Backend>> flows() {
        return flows(claims.all());
    }

    private Map<Frontend, Set<Backend>> touchedFlows() {
        Map<Frontend, Set<Backend>> flows = new LinkedHashMap<>();
        claims.touched().stream().filter(RulesetIndex::isUdp).forEach(frontend -> flows.put(frontend, Set.of()));
        flows.putAll(flows(claims.after()));
        return flows;
    }

    private static Map<Frontend, Set<Backend>> flows(Map<Frontend, Target> targets) {
        Map<Frontend, Set<Backend>> flows = new LinkedHashMap<>();
        targets.forEach((frontend, target) -> {
            if (isUdp(frontend)) {
                flows.put(frontend, target.flows());
            }
        });
        return flows;
    }

    private static boolean isUdp(Frontend frontend) {
        return frontend.protocol().equals("udp");
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
