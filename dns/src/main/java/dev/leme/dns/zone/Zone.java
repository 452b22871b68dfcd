package dev.leme.dns.zone;

import dev.leme.dns.zone.Answer.Address;
import dev.leme.dns.zone.Answer.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All names of the cluster at one moment: a value. A changed copy shares what did not change, so that the change of one Service
 * costs that Service's names, whatever else there is.
 *
 * <p>Every name knows how many names lie below it, so that a name that only leads to others ({@code default.svc.…}) is told
 * from one that doesn't exist.
 */
public final class Zone {

    /** The version of the specification that the names keep to. */
    public static final String SCHEMA_VERSION = "1.1.0";

    private final String domain;
    private final boolean complete;
    private final PersistentMap<Set<Answer>> answers;
    private final PersistentMap<Integer> below;
    private final PersistentMap<Map<String, Set<Answer>>> byService;

    private Zone(
            String domain,
            boolean complete,
            PersistentMap<Set<Answer>> answers,
            PersistentMap<Integer> below,
            PersistentMap<Map<String, Set<Answer>>> byService) {
        this.domain = domain;
        this.complete = complete;
        this.answers = answers;
        this.below = below;
        this.byService = byService;
    }

    /** The zone of {@code domain}, as {@code cluster.local}, before any Service is known. */
    public static Zone of(String domain) {
        return new Zone(
                domain,
                false,
                PersistentMap.<Set<Answer>>empty().with("dns-version." + domain, Set.of(new Text(SCHEMA_VERSION))),
                PersistentMap.<Integer>empty().with("svc." + domain, 1).with("pod." + domain, 1),
                PersistentMap.empty());
    }

    /** This zone, now with all Services that there are: from here on a name that isn't in it doesn't exist. */
    public Zone completed() {
        return new Zone(domain, true, answers, below, byService);
    }

    /** Whether a name that isn't here is known not to exist. */
    public boolean isComplete() {
        return complete;
    }

    /** The domain that this zone is all of. */
    public String domain() {
        return domain;
    }

    /** Whether {@code name} is the domain or lies below it. */
    public boolean contains(String name) {
        return name.endsWith(domain)
                && (name.length() == domain.length() || name.charAt(name.length() - domain.length() - 1) == '.');
    }

    /** What lies at {@code name} (lower case, no final dot). */
    public Set<Answer> find(String name) {
        Set<Answer> found = answers.get(name);
        return found == null ? podAddress(name) : found;
    }

    /** Whether there is such a name, even if nothing but other names lies there. */
    public boolean exists(String name) {
        return name.equals(domain)
                || answers.get(name) != null
                || below.get(name) != null
                || !podAddress(name).isEmpty();
    }

    /** {@code 10-42-0-5.default.pod.cluster.local} is the address that it spells, whatever has it. */
    private Set<Answer> podAddress(String name) {
        String suffix = ".pod." + domain;
        if (!name.endsWith(suffix)) {
            return Set.of();
        }
        String first = name.substring(0, name.length() - suffix.length());
        int dot = first.indexOf('.');
        if (dot < 0 || first.indexOf('.', dot + 1) >= 0) {
            return Set.of();
        }
        String address = PodNames.address(first.substring(0, dot));
        return address.isEmpty() ? Set.of() : Set.of(new Address(address));
    }

    /** The zone in which the names of a Service ({@code namespace/name}) are these and no others. */
    public Zone with(String service, Map<String, Set<Answer>> records) {
        Map<String, Set<Answer>> before = byService.get(service);
        Map<String, Set<Answer>> old = before == null ? Map.of() : before;
        Set<String> touched = new HashSet<>(old.keySet());
        touched.addAll(records.keySet());
        Edit edit = new Edit(answers, below);
        for (String name : touched) {
            Set<Answer> remove = old.getOrDefault(name, Set.of());
            Set<Answer> add = records.getOrDefault(name, Set.of());
            if (!remove.equals(add)) {
                edit.change(name, remove, add);
            }
        }
        return new Zone(
                domain,
                complete,
                edit.answers,
                edit.below,
                byService.with(service, records.isEmpty() ? null : Map.copyOf(records)));
    }

    /** The next zone's maps while they are made. */
    private static final class Edit {
        private PersistentMap<Set<Answer>> answers;
        private PersistentMap<Integer> below;

        Edit(PersistentMap<Set<Answer>> answers, PersistentMap<Integer> below) {
            this.answers = answers;
            this.below = below;
        }

        void change(String name, Set<Answer> remove, Set<Answer> add) {
            Set<Answer> before = answers.get(name);
            Set<Answer> all = new LinkedHashSet<>(before == null ? Set.of() : before);
            all.removeAll(remove);
            all.addAll(add);
            answers = answers.with(name, all.isEmpty() ? null : Set.copyOf(all));
            if (before == null && !all.isEmpty()) {
                count(name, 1);
            } else if (before != null && all.isEmpty()) {
                count(name, -1);
            }
        }

        private void count(String name, int change) {
            for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
                String parent = name.substring(dot + 1);
                Integer before = below.get(parent);
                int now = (before == null ? 0 : before) + change;
                below = below.with(parent, now == 0 ? null : now);
            }
        }
    }

    /** Every name with what lies there, for a person to look at. */
    public List<String> dump() {
        List<String> lines = new ArrayList<>();
        answers.forEach((name, found) -> lines.add(name + " " + found));
        lines.sort(null);
        return lines;
    }
}
