package dev.leme.api.quantity;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An amount of a resource, exact to a billionth, with the notation it prints in.
 *
 * <p>Notations: binary suffixes ({@code 128Mi}), decimal ones ({@code 250m}, {@code 5G}) and exponents ({@code 1e3}). A
 * quantity prints in its canonical form: no fraction, the largest suffix that loses nothing. Equality is by amount alone.
 */
public final class Quantity implements Comparable<Quantity> {

    /** How a quantity prints. */
    public enum Format {
        BINARY,
        DECIMAL,
        EXPONENT
    }

    /** Nothing, in decimal notation. */
    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL);

    private static final Pattern SYNTAX =
            Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))([KMGTPE]i|[numkMGTPE]|[eE][+-]?\\d{1,9})?");
    private static final Pattern SHAPE = Pattern.compile("([+-]?\\d*\\.?\\d*)[eEinumkKMGTP]*[-+]?\\d*");
    private static final String WRONG_SHAPE =
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    private static final Map<String, Integer> DECIMAL =
            Map.of("n", -9, "u", -6, "m", -3, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
    private static final Map<Integer, String> DECIMAL_SUFFIX =
            Map.of(-9, "n", -6, "u", -3, "m", 0, "", 3, "k", 6, "M", 9, "G", 12, "T", 15, "P", 18, "E");
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigInteger KIBI = BigInteger.valueOf(1024);
    private static final int SMALLEST_SCALE = 9;

    private final BigDecimal amount;
    private final Format format;

    private Quantity(BigDecimal amount, Format format) {
        this.amount = amount;
        this.format = format;
    }

    /**
     * The amount that {@code text} spells; throws {@link QuantityException} with upstream's message. What is finer than a
     * billionth is rounded away from zero, what is larger than 2^63-1 is cut there.
     */
    public static Quantity parse(String text) {
        Matcher parts = SYNTAX.matcher(text);
        if (!parts.matches()) {
            throw new QuantityException(reason(text));
        }
        BigDecimal number = new BigDecimal(parts.group(1));
        String suffix = parts.group(2) == null ? "" : parts.group(2);
        if (suffix.endsWith("i")) {
            int power = "KMGTPE".indexOf(suffix.charAt(0)) + 1;
            return limited(number.multiply(new BigDecimal(KIBI.pow(power))), Format.BINARY);
        }
        if (suffix.length() > 1) {
            return limited(number.scaleByPowerOfTen(exponent(suffix)), Format.EXPONENT);
        }
        return limited(number.scaleByPowerOfTen(DECIMAL.getOrDefault(suffix, 0)), Format.DECIMAL);
    }

    private static String reason(String text) {
        Matcher shape = SHAPE.matcher(text);
        if (text.isEmpty() || !shape.matches()) {
            return WRONG_SHAPE;
        }
        return shape.group(1).chars().anyMatch(Character::isDigit)
                ? "unable to parse quantity's suffix"
                : "unable to parse numeric part of quantity";
    }

    private static int exponent(String suffix) {
        int exponent = Integer.parseInt(suffix.substring(1));
        if (Math.abs((long) exponent) > 400) {
            throw new QuantityException("unable to parse quantity's suffix");
        }
        return exponent;
    }

    /** As {@link #parse}, with zero for what isn't an amount. */
    public static Quantity parseOrZero(String text) {
        try {
            return parse(text);
        } catch (QuantityException broken) {
            return ZERO;
        }
    }

    /** A whole amount in decimal notation. */
    public static Quantity of(long amount) {
        return new Quantity(BigDecimal.valueOf(amount), Format.DECIMAL);
    }

    /** An amount in decimal notation. */
    public static Quantity of(BigDecimal amount) {
        return limited(amount, Format.DECIMAL);
    }

    /** A number of thousandths, as for CPU. */
    public static Quantity ofMillis(long thousandths) {
        return new Quantity(BigDecimal.valueOf(thousandths, 3), Format.DECIMAL);
    }

    /** A number of bytes, in binary notation. */
    public static Quantity ofBytes(long bytes) {
        return new Quantity(BigDecimal.valueOf(bytes), Format.BINARY);
    }

    private static Quantity limited(BigDecimal amount, Format format) {
        BigDecimal fine = amount.scale() > SMALLEST_SCALE ? amount.setScale(SMALLEST_SCALE, RoundingMode.UP) : amount;
        if (fine.abs().compareTo(LARGEST) > 0) {
            fine = fine.signum() < 0 ? LARGEST.negate() : LARGEST;
        }
        return new Quantity(fine, format);
    }

    /** The exact amount. */
    public BigDecimal amount() {
        return amount;
    }

    /** How it prints. */
    public Format format() {
        return format;
    }

    /** The amount in whole units, rounded up. */
    public long value() {
        return whole(amount);
    }

    /** The amount in thousandths, rounded up. */
    public long milliValue() {
        return whole(amount.movePointRight(3));
    }

    private static long whole(BigDecimal number) {
        return number.setScale(0, RoundingMode.CEILING)
                .min(LARGEST)
                .max(LARGEST.negate())
                .longValue();
    }

    /** The amount as a double, for ratios. */
    public double doubleValue() {
        return amount.doubleValue();
    }

    /** Whether this is nothing. */
    public boolean isZero() {
        return amount.signum() == 0;
    }

    /** -1, 0 or 1. */
    public int signum() {
        return amount.signum();
    }

    /** The sum, in this notation unless this is zero. */
    public Quantity add(Quantity other) {
        return new Quantity(amount.add(other.amount), isZero() ? other.format : format);
    }

    /** The difference, in this notation unless this is zero. */
    public Quantity subtract(Quantity other) {
        return new Quantity(amount.subtract(other.amount), isZero() ? other.format : format);
    }

    /** The opposite. */
    public Quantity negate() {
        return new Quantity(amount.negate(), format);
    }

    /** The larger of two. */
    public Quantity max(Quantity other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** The smaller of two. */
    public Quantity min(Quantity other) {
        return compareTo(other) <= 0 ? this : other;
    }

    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Quantity that && amount.compareTo(that.amount) == 0;
    }

    @Override
    public int hashCode() {
        return amount.stripTrailingZeros().hashCode();
    }

    /** The canonical form. A binary amount below 1024 or with a fraction prints as a decimal one. */
    @Override
    public String toString() {
        if (isZero()) {
            return "0";
        }
        boolean wholeBinary = format == Format.BINARY
                && amount.abs().compareTo(BigDecimal.valueOf(1024)) >= 0
                && amount.stripTrailingZeros().scale() <= 0;
        return wholeBinary ? binary() : decimal();
    }

    private String binary() {
        BigInteger number = amount.toBigIntegerExact();
        int power = 0;
        while (power < BINARY.length - 1 && number.mod(KIBI).signum() == 0) {
            number = number.divide(KIBI);
            power++;
        }
        return number + BINARY[power];
    }

    private String decimal() {
        BigDecimal bare = amount.stripTrailingZeros();
        int exponent = Math.floorDiv(-bare.scale(), 3) * 3;
        exponent = Math.clamp(exponent, -9, format == Format.EXPONENT ? Integer.MAX_VALUE : 18);
        BigInteger mantissa = bare.movePointLeft(exponent).toBigIntegerExact();
        if (format == Format.EXPONENT) {
            return exponent == 0 ? mantissa.toString() : mantissa + "e" + exponent;
        }
        return mantissa + DECIMAL_SUFFIX.getOrDefault(exponent, "");
    }
}
