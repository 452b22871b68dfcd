package dev.leme.api.quota;

import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.quantity.Quantity;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/** Amounts by resource name, sorted by name. A name that is absent is unknown, which is not the same as zero. */
public record AmountMap(Map<String, Quantity> amounts) {

    /** No amounts. */
    public static final AmountMap EMPTY = new AmountMap(Map.of());

    /** Copies, sorted. */
    public AmountMap(Map<String, Quantity> amounts) {
        this.amounts = java.util.Collections.unmodifiableMap(new TreeMap<>(amounts));
    }

    /** What a member such as {@code requests} or {@code hard} holds; what isn't a quantity counts as zero. */
    public static AmountMap of(JsonObject json) {
        Map<String, Quantity> amounts = new TreeMap<>();
        json.forEach(entry -> amounts.put(entry.getKey(), quantity(entry.getValue())));
        return new AmountMap(amounts);
    }

    private static Quantity quantity(JsonValue value) {
        return switch (value) {
            case JsonString(String text) -> Quantity.parseOrZero(text);
            case JsonNumber number -> Quantity.parseOrZero(number.toString());
            default -> Quantity.ZERO;
        };
    }

    /** The amount, zero where it is unknown. */
    public Quantity get(String name) {
        return amounts.getOrDefault(name, Quantity.ZERO);
    }

    /** Whether the name has an amount. */
    public boolean has(String name) {
        return amounts.containsKey(name);
    }

    /** The sum of two, of each name that either has. */
    public AmountMap plus(AmountMap other) {
        return merge(other, Quantity::add);
    }

    /** The larger of two, of each name that either has. */
    public AmountMap max(AmountMap other) {
        return merge(other, Quantity::max);
    }

    /** These with those of {@code other} in their place. */
    public AmountMap overriddenBy(AmountMap other) {
        return merge(other, (mine, theirs) -> theirs);
    }

    private AmountMap merge(AmountMap other, BinaryOperator<Quantity> both) {
        Map<String, Quantity> merged = new TreeMap<>(amounts);
        other.amounts.forEach((name, amount) -> merged.merge(name, amount, both));
        return new AmountMap(merged);
    }

    /** These less {@code other}. */
    public AmountMap minus(AmountMap other) {
        Map<String, Quantity> result = new TreeMap<>(amounts);
        other.amounts.forEach((name, amount) -> result.put(name, get(name).subtract(amount)));
        return new AmountMap(result);
    }

    /** Those of {@code names}. */
    public AmountMap only(Collection<String> names) {
        Map<String, Quantity> result = new TreeMap<>(amounts);
        result.keySet().retainAll(names);
        return new AmountMap(result);
    }

    /** As the API writes it. */
    public JsonObject toJson() {
        JsonObject.Builder json = JsonObject.builder();
        amounts.forEach((name, amount) -> json.put(name, amount.toString()));
        return json.build();
    }

    /** {@code cpu=1,pods=2}, as messages have it. */
    @Override
    public String toString() {
        return amounts.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }
}
