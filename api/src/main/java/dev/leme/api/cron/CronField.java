package dev.leme.api.cron;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * One field of a schedule: a comma-separated list of {@code *}, {@code a}, {@code a-b}, each with a step behind a slash.
 *
 * @param values the values that match
 * @param any whether the field is a star, so that it says nothing
 */
record CronField(BitSet values, boolean any) {

    /**
     * What a field may hold.
     *
     * @param low its lowest value
     * @param high its highest value
     * @param names names of values, the first of them for {@code low}
     */
    record Bounds(int low, int high, List<String> names) {}

    static final Bounds MINUTES = new Bounds(0, 59, List.of());
    static final Bounds HOURS = new Bounds(0, 23, List.of());
    static final Bounds DAYS = new Bounds(1, 31, List.of());
    static final Bounds MONTHS = new Bounds(
            1, 12, List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"));
    static final Bounds WEEKDAYS = new Bounds(0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

    static CronField parse(String text, Bounds bounds) {
        BitSet values = new BitSet();
        boolean any = false;
        for (String part : text.split(",", -1)) {
            any |= !part.isEmpty() && add(values, part, bounds);
        }
        return new CronField(values, any);
    }

    boolean has(int value) {
        return values.get(value);
    }

    /** Adds a range; whether it is a star. */
    private static boolean add(BitSet values, String part, Bounds bounds) {
        String[] rangeAndStep = part.split("/", -1);
        if (rangeAndStep.length > 2) {
            throw new CronException("too many slashes: " + part);
        }
        String[] ends = rangeAndStep[0].split("-", -1);
        boolean star = ends[0].equals("*") || ends[0].equals("?");
        if (ends.length > 2) {
            throw new CronException("too many hyphens: " + part);
        }
        boolean stepped = rangeAndStep.length == 2;
        int step = stepped ? number(rangeAndStep[1]) : 1;
        int first = star ? bounds.low() : value(ends[0], bounds);
        int last = star || stepped && ends.length == 1 ? bounds.high() : value(ends[ends.length - 1], bounds);
        check(part, bounds, first, last, step);
        for (int value = first; value <= last; value += step) {
            values.set(value);
        }
        return star && step == 1;
    }

    private static void check(String part, Bounds bounds, int first, int last, int step) {
        if (first < bounds.low()) {
            throw new CronException("beginning of range (" + first + ") below minimum (" + bounds.low() + "): " + part);
        }
        if (last > bounds.high()) {
            throw new CronException("end of range (" + last + ") above maximum (" + bounds.high() + "): " + part);
        }
        if (first > last) {
            throw new CronException("beginning of range (" + first + ") beyond end of range (" + last + "): " + part);
        }
        if (step == 0) {
            throw new CronException("step of range should be a positive number: " + part);
        }
    }

    private static int value(String text, Bounds bounds) {
        int name = bounds.names().indexOf(text.toLowerCase(Locale.ROOT));
        return name < 0 ? number(text) : bounds.low() + name;
    }

    private static int number(String text) {
        if (!text.matches("[+-]?\\d{1,9}")) {
            throw new CronException(
                    "failed to parse int from " + text + ": strconv.Atoi: parsing \"" + text + "\": invalid syntax");
        }
        int number = Integer.parseInt(text);
        if (number < 0) {
            throw new CronException("negative number (" + number + ") not allowed: " + text);
        }
        return number;
    }
}
