package dev.leme.scheduler.snapshot;

import dev.leme.api.quantity.Quantity;
import dev.leme.api.quota.AmountMap;
import java.util.HashMap;
import java.util.Map;

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

    /** The same amounts as numbers. */
    public static Amounts of(AmountMap amounts) {
        return of(amounts.amounts());
    }

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
}
