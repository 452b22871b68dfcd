package dev.leme.proxy.conntrack;

import dev.leme.proxy.ruleset.Backend;
import dev.leme.proxy.ruleset.Frontend;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which flows go on where nobody answers any more. UDP has no end of its own: a client that keeps sending would keep
 * its old endpoint, or none, for as long as it sends. Pure.
 */
public final class StaleFlows {

    private StaleFlows() {}

    /** Those to a frontend of {@code allowed} that lead to none of its endpoints. */
    public static List<Flow> among(List<Flow> flows, Map<Frontend, Set<Backend>> allowed) {
        return flows.stream()
                .filter(flow -> allowed.containsKey(flow.knocked()))
                .filter(flow -> !allowed.getOrDefault(flow.knocked(), Set.of()).contains(flow.answering()))
                .toList();
    }
}
