package dev.leme.api.json;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A JSON number: a 64-bit whole number, or a decimal kept as it was written. */
public final class JsonNumber implements JsonValue {

    private final long whole;
    private final @Nullable BigDecimal decimal;

    private JsonNumber(long whole, @Nullable BigDecimal decimal) {
        this.whole = whole;
        this.decimal = decimal;
    }

    /** A whole number. */
    public static JsonNumber of(long value) {
        return new JsonNumber(value, null);
    }

    /** A finite double; a value without a fraction stays a decimal. */
    public static JsonNumber of(double value) {
        return new JsonNumber((long) value, BigDecimal.valueOf(value));
    }

    /** A decimal, or a whole number that needs more than 64 bits. */
    public static JsonNumber of(BigDecimal value) {
        return new JsonNumber(value.longValue(), value);
    }

    /** Whether this is a whole number of 64 bits. */
    public boolean isWhole() {
        return decimal == null;
    }

    /** The value as a long; a decimal loses its fraction. */
    public long longValue() {
        return whole;
    }

    /** The value as a double. */
    public double doubleValue() {
        return decimal == null ? whole : decimal.doubleValue();
    }

    /** The exact value. */
    public BigDecimal decimalValue() {
        return decimal == null ? BigDecimal.valueOf(whole) : decimal;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonNumber that
                && (decimal == null && that.decimal == null
                        ? whole == that.whole
                        : decimalValue().compareTo(that.decimalValue()) == 0);
    }

    @Override
    public int hashCode() {
        return Double.hashCode(doubleValue());
    }

    @Override
    public String toString() {
        return decimal == null ? Long.toString(whole) : decimal.toString();
    }
}
