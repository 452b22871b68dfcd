package dev.leme.scheduler.snapshot;

import dev.leme.api.quantity.Quantity;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * Amounts of resources by name: cpu in thousandths of a core, everything else in its unit (bytes, pieces).
 *
 * @param values the amounts; what is absent is 0
 */
public record Amounts(Map<String, Long> values) {

    public static final String CPU = "cpu";
    public static final String MEMORY = "memory";
    public static final String PODS = "pods";
    public static final String EPHEMERAL_STORAGE = "ephemeral-storage";

    /** Nothing. */
    public static final Amounts NONE = new Amounts(Map.of());

    /** The amounts that quantities spell. */
    public static Amounts of(Map<String, Quantity> quantities) {
        Map<String, Long> values = new HashMap<>();
        quantities.forEach(
                (name, quantity) -> values.put(name, name.equals(CPU) ? quantity.milliValue() : quantity.value()));
        return new Amounts(values);
    }

    /** The amount of one resource. */
    public long get(String name) {
        return values.getOrDefault(name, 0L);
    }

    public Amounts plus(Amounts other) {
        return merged(other, Long::sum);
    }

    /** The larger of each. */
    public Amounts max(Amounts other) {
        return merged(other, Math::max);
    }

    /** These amounts, with those that {@code other} names in their place. */
    public Amounts overriddenBy(Amounts other) {
        return merged(other, (mine, theirs) -> theirs);
    }

    private Amounts merged(Amounts other, BinaryOperator<Long> merge) {
        if (other.values.isEmpty()) {
            return this;
        }
        Map<String, Long> merged = new HashMap<>(values);
        other.values.forEach((name, value) -> merged.merge(name, value, merge));
        return new Amounts(merged);
    }
}
