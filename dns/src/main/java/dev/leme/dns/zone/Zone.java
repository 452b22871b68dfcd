package dev.leme.dns.zone;

import dev.leme.dns.zone.Answer.Address;
import dev.leme.dns.zone.Answer.Text;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All names of the cluster. One thread changes it, a Service at a time and a name at a time; any number read it, none waits.
 *
 * <p>Every name knows how many names lie below it, so that a name that only leads to others ({@code default.svc.…}) is told
 * from one that doesn't exist.
 */
public final class Zone {

    private static final Pattern DASHED = Pattern.compile("(\\d{1,3})-(\\d{1,3})-(\\d{1,3})-(\\d{1,3})");

    private final String domain;
    private final Map<String, Set<Answer>> answers = new ConcurrentHashMap<>();
    private final Map<String, Integer> below = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Set<Answer>>> byService = new HashMap<>();

    /** The zone of {@code domain}, as {@code cluster.local}, without any Service. */
    public Zone(String domain) {
        this.domain = domain;
        put("dns-version." + domain, Set.of(new Text("1.1.0")));
        below.put("svc." + domain, 1);
        below.put("pod." + domain, 1);
    }

    /** The domain that this zone is all of. */
    public String domain() {
        return domain;
    }

    /** Whether {@code name} is the domain or lies below it. */
    public boolean contains(String name) {
        return name.equals(domain) || name.endsWith("." + domain);
    }

    /** What lies at {@code name} (lower case, no final dot). */
    public Set<Answer> find(String name) {
        Set<Answer> found = answers.get(name);
        return found == null ? podAddress(name) : found;
    }

    /** Whether there is such a name, even if nothing but other names lies there. */
    public boolean exists(String name) {
        return name.equals(domain)
                || answers.containsKey(name)
                || below.containsKey(name)
                || !podAddress(name).isEmpty();
    }

    /** {@code 10-42-0-5.default.pod.cluster.local} is the address that it spells, whatever has it. */
    private Set<Answer> podAddress(String name) {
        String suffix = ".pod." + domain;
        if (!name.endsWith(suffix)) {
            return Set.of();
        }
        String[] labels = name.substring(0, name.length() - suffix.length()).split("\\.");
        Matcher dashed = DASHED.matcher(labels[0]);
        if (labels.length != 2 || !dashed.matches()) {
            return Set.of();
        }
        for (int i = 1; i <= 4; i++) {
            if (Integer.parseInt(dashed.group(i)) > 255) {
                return Set.of();
            }
        }
        return Set.of(new Address(labels[0].replace('-', '.')));
    }

    /** Makes the names of a Service ({@code namespace/name}) be these and no others. */
    public synchronized void replace(String service, Map<String, Set<Answer>> records) {
        Map<String, Set<Answer>> before = byService.getOrDefault(service, Map.of());
        Set<String> touched = new HashSet<>(before.keySet());
        touched.addAll(records.keySet());
        if (records.isEmpty()) {
            byService.remove(service);
        } else {
            byService.put(service, records);
        }
        for (String name : touched) {
            Set<Answer> old = before.getOrDefault(name, Set.of());
            Set<Answer> fresh = records.getOrDefault(name, Set.of());
            if (!old.equals(fresh)) {
                change(name, old, fresh);
            }
        }
    }

    private void change(String name, Set<Answer> remove, Set<Answer> add) {
        Set<Answer> all = new LinkedHashSet<>(answers.getOrDefault(name, Set.of()));
        all.removeAll(remove);
        all.addAll(add);
        if (all.isEmpty()) {
            answers.remove(name);
            count(name, -1);
        } else {
            put(name, all);
        }
    }

    private void put(String name, Set<Answer> all) {
        if (answers.put(name, Set.copyOf(all)) == null) {
            count(name, 1);
        }
    }

    private void count(String name, int change) {
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            below.merge(name.substring(dot + 1), change, (a, b) -> a + b == 0 ? null : a + b);
        }
    }

    /** Every name with what lies there, for a person to look at. */
    public List<String> dump() {
        return answers.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .sorted()
                .toList();
    }
}
