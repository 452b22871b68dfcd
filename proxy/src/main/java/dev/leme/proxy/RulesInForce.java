package dev.leme.proxy;

import dev.leme.proxy.nft.Nftables;
import dev.leme.proxy.nft.NftablesException;
import dev.leme.proxy.ruleset.Backend;
import dev.leme.proxy.ruleset.Frontend;
import dev.leme.proxy.ruleset.RulesetDiff;
import dev.leme.proxy.ruleset.RulesetIndex;
import dev.leme.proxy.ruleset.RulesetText;
import dev.leme.proxy.ruleset.ServiceRules;
import dev.leme.proxy.ruleset.TableFrame;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of all subjects, and the kernel's table with them. What changed goes there as one transaction. Where that is
 * refused the whole table is replaced; where that is refused too, those whose rules the kernel will not have are left out,
 * so that one of them doesn't stop the rest.
 */
final class RulesInForce {

    private final TableFrame frame;
    private final RulesetIndex index = new RulesetIndex();
    private final Map<Subject, ServiceRules> rules = new LinkedHashMap<>();
    private final Set<Subject> pending = new LinkedHashSet<>();
    private boolean known;

    RulesInForce(TableFrame frame) {
        this.frame = frame;
    }

    /** Where flows over UDP may go on, of the frontends that changed; and what was refused, with nft's reason. */
    record Applied(Map<Frontend, Set<Backend>> flows, Map<Subject, String> refused) {}

    synchronized void put(Subject subject, ServiceRules now) {
        keep(subject, now);
        pending.add(subject);
    }

    private void keep(Subject subject, ServiceRules now) {
        if (now.equals(ServiceRules.NONE)) {
            rules.remove(subject);
        } else {
            rules.put(subject, now);
        }
        index.put(subject.toString(), now);
    }

    /** The addresses of load balancers that this node answers for. */
    synchronized Set<String> answered() {
        return index.answered();
    }

    /** The rules that were last asked of the kernel, in nft's words. */
    synchronized String text() {
        return RulesetText.replace(frame, index.whole());
    }

    /** Brings the kernel there. Throws {@link NftablesException} where it refuses though it would have each alone. */
    synchronized Applied apply(Nftables nftables) {
        Map<Subject, String> refused = new LinkedHashMap<>();
        Map<Frontend, Set<Backend>> flows = change(nftables, refused).orElseGet(() -> replace(nftables, refused));
        pending.clear();
        index.settle();
        known = true;
        return new Applied(flows, refused);
    }

    /** Changes what is in force; nothing where that can't be done. */
    private Optional<Map<Frontend, Set<Backend>>> change(Nftables nftables, Map<Subject, String> refused) {
        if (!known) {
            return Optional.empty();
        }
        RulesetIndex.Change change = index.change();
        try {
            run(nftables, RulesetDiff.between(frame, change.before(), change.after()));
            return Optional.of(change.flows());
        } catch (NftablesException failure) {
            boolean again = leaveOut(nftables, pending, refused);
            known = again;
            return again ? change(nftables, refused) : Optional.empty();
        }
    }

    private Map<Frontend, Set<Backend>> replace(Nftables nftables, Map<Subject, String> refused) {
        try {
            takeOver(nftables);
        } catch (NftablesException failure) {
            if (!leaveOut(nftables, rules.keySet(), refused)) {
                throw failure;
            }
            takeOver(nftables);
        }
        return index.flows();
    }

    private void takeOver(Nftables nftables) {
        String clients = KnownClients.commands(
                nftables, frame.name(), index.whole().clients().keySet());
        nftables.run(text() + clients);
    }

    private static void run(Nftables nftables, String commands) {
        if (!commands.isEmpty()) {
            nftables.run(commands);
        }
    }

    /**
     * Drops the rules of those that the kernel refuses even alone; whether there were any. Throws {@link NftablesException}
     * where it refuses the table without anybody's rules: then it is nobody's fault.
     */
    private boolean leaveOut(Nftables nftables, Set<Subject> suspects, Map<Subject, String> refused) {
        nftables.check(RulesetText.replace(frame, new RulesetIndex().whole()));
        Set<Subject> culprits = Culprits.among(
                List.copyOf(suspects), some -> refusal(nftables, some).isEmpty());
        culprits.forEach(culprit -> refused.put(culprit, refusal(nftables, List.of(culprit))));
        culprits.forEach(culprit -> keep(culprit, ServiceRules.NONE));
        return !culprits.isEmpty();
    }

    /** Why the kernel would not have these alone; empty where it would. */
    private String refusal(Nftables nftables, List<Subject> some) {
        RulesetIndex alone = new RulesetIndex();
        some.forEach(subject -> alone.put(subject.toString(), rules.getOrDefault(subject, ServiceRules.NONE)));
        try {
            nftables.check(RulesetText.replace(frame, alone.whole()));
            return "";
        } catch (NftablesException refused) {
            return String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
        }
    }
}
