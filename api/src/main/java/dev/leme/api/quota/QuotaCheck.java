package dev.leme.api.quota;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether a quota leaves room for a change, and what is used after it. Pure. */
public final class QuotaCheck {

    /** What pods must say when a quota limits it. */
    private static final Set<String> DEMANDED =
            Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

    /** What comes of a check. */
    public sealed interface Verdict {}

    /** The quota has no part in this. */
    public record Untouched() implements Verdict {}

    /** There is room, and this is used from now on. */
    public record Charged(AmountMap used) implements Verdict {}

    /** There is none, or it can't be told; in upstream's words. */
    public record Refused(String reason) implements Verdict {}

    private static final Verdict UNTOUCHED = new Untouched();

    private QuotaCheck() {}

    /** Checks a new object, or a change where {@code old} is given. */
    public static Verdict check(ApiObject quota, Resource resource, ApiObject fresh, @Nullable ApiObject old) {
        if (!QuotaScopes.match(quota, resource, fresh)) {
            return UNTOUCHED;
        }
        AmountMap hard = AmountMap.of(quota.spec().object("hard"));
        String unsaid = resource.equals(Resources.PODS) && old == null ? unsaid(quota, hard, fresh.spec()) : "";
        if (!unsaid.isEmpty()) {
            return new Refused("failed quota: " + quota.name() + ": must specify " + unsaid);
        }
        AmountMap more = growth(quota, resource, fresh, old).only(hard.amounts().keySet());
        return more.amounts().isEmpty() ? UNTOUCHED : charged(quota, hard, more);
    }

    /** What the object takes now that it didn't take before. */
    private static AmountMap growth(ApiObject quota, Resource resource, ApiObject fresh, @Nullable ApiObject old) {
        AmountMap after = QuotaUsage.of(resource, fresh);
        AmountMap before =
                old != null && QuotaScopes.match(quota, resource, old) ? QuotaUsage.of(resource, old) : AmountMap.EMPTY;
        AmountMap growth = after.minus(before);
        return growth.only(growth.amounts().entrySet().stream()
                .filter(entry -> entry.getValue().signum() > 0)
                .map(java.util.Map.Entry::getKey)
                .toList());
    }

    private static Verdict charged(ApiObject quota, AmountMap hard, AmountMap more) {
        Set<String> names = more.amounts().keySet();
        AmountMap used = AmountMap.of(quota.status().object("used"));
        List<String> unknown = names.stream().filter(name -> !used.has(name)).toList();
        if (!unknown.isEmpty()) {
            return new Refused(
                    "status unknown for quota: " + quota.name() + ", resources: " + String.join(",", unknown));
        }
        AmountMap after = used.plus(more);
        List<String> exceeded = names.stream()
                .filter(name -> after.get(name).compareTo(hard.get(name)) > 0)
                .toList();
        return exceeded.isEmpty()
                ? new Charged(after)
                : new Refused("exceeded quota: " + quota.name() + ", requested: " + more.only(exceeded) + ", used: "
                        + used.only(exceeded) + ", limited: " + hard.only(exceeded));
    }

    /** What the pod's containers leave unsaid though the quota counts it: {@code cpu for: a,b; memory for: a}. */
    private static String unsaid(ApiObject quota, AmountMap hard, JsonObject podSpec) {
        if (QuotaScopes.isOfBestEffort(quota) || podSpec.has("resources")) {
            return "";
        }
        TreeMap<String, Set<String>> missing = new TreeMap<>();
        PodAmounts.containers(podSpec).forEach(container -> {
            Set<String> said = said(container);
            hard.amounts().keySet().stream()
                    .filter(name -> DEMANDED.contains(name) && !said.contains(name))
                    .forEach(name -> missing.computeIfAbsent(name, first -> new TreeSet<>())
                            .add(container.string("name")));
        });
        List<String> parts = new ArrayList<>();
        missing.forEach((name, containers) -> parts.add(name + " for: " + String.join(",", containers)));
        return String.join("; ", parts);
    }

    private static Set<String> said(JsonObject container) {
        Set<String> said = new TreeSet<>();
        PodAmounts.amounts(container, "requests").amounts().keySet().forEach(name -> {
            said.add(name);
            said.add("requests." + name);
        });
        PodAmounts.amounts(container, "limits").amounts().keySet().forEach(name -> said.add("limits." + name));
        return said;
    }
}
