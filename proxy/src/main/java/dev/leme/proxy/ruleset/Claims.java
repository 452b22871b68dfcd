package dev.leme.proxy.ruleset;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who has which frontend. Where two Services claim one, it is that of the first by name until that one gives it up. Knows
 * what changed since the last {@link #settle}.
 */
final class Claims {

    /** Where a frontend leads; {@code flows} as in {@link ServiceRules}. */
    record Target(String chain, List<Backend> backends, Set<Backend> flows) {}

    private final Map<Frontend, TreeMap<String, Target>> claims = new LinkedHashMap<>();
    private final Map<Frontend, @Nullable Target> before = new LinkedHashMap<>();

    /** A Service claims a frontend, or changes where its own leads. */
    void put(String service, Frontend frontend, Target target) {
        touch(frontend);
        claims.computeIfAbsent(frontend, key -> new TreeMap<>()).put(service, target);
    }

    /** A Service gives up a frontend. */
    void remove(String service, Frontend frontend) {
        touch(frontend);
        claims.computeIfPresent(frontend, (key, claimants) -> {
            claimants.remove(service);
            return claimants.isEmpty() ? null : claimants;
        });
    }

    private void touch(Frontend frontend) {
        if (!before.containsKey(frontend)) {
            before.put(frontend, find(frontend));
        }
    }

    private @Nullable Target find(Frontend frontend) {
        TreeMap<String, Target> claimants = claims.get(frontend);
        return claimants == null ? null : claimants.firstEntry().getValue();
    }

    Map<Frontend, Target> all() {
        return now(claims.keySet());
    }

    Set<Frontend> touched() {
        return Set.copyOf(before.keySet());
    }

    /** Of the touched frontends: where they led. */
    Map<Frontend, Target> before() {
        Map<Frontend, Target> then = new LinkedHashMap<>();
        before.forEach((frontend, target) -> {
            if (target != null) {
                then.put(frontend, target);
            }
        });
        return then;
    }

    /** Of the touched frontends: where they lead. */
    Map<Frontend, Target> after() {
        return now(before.keySet());
    }

    private Map<Frontend, Target> now(Collection<Frontend> frontends) {
        Map<Frontend, Target> now = new LinkedHashMap<>();
        for (Frontend frontend : frontends) {
            Target target = find(frontend);
            if (target != null) {
                now.put(frontend, target);
            }
        }
        return now;
    }

    void settle() {
        before.clear();
    }
}
