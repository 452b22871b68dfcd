package dev.leme.api.validation;

import dev.leme.api.json.JsonString;
import java.util.ArrayList;
import java.util.List;

/**
 * Completion indexes as a Job writes them, {@code 1,3-5,7}: rising, below the number of completions.
 *
 * @param intervals the first and the last of each run; only those before the complaint where there is one
 * @param complaint what is wrong with the text; empty when nothing is
 */
record Indexes(List<Interval> intervals, String complaint) {

    /** A run of indexes, both ends belonging to it. */
    record Interval(long first, long last) {}

    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message);
        }
    }

    /** Reads the text; an empty one has no indexes. */
    static Indexes of(String text, long completions) {
        List<Interval> intervals = new ArrayList<>();
        try {
            for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
                Interval next = interval(part, completions);
                if (!intervals.isEmpty()) {
                    requireRising(intervals.getLast().last, next.first);
                }
                intervals.add(next);
            }
            return new Indexes(List.copyOf(intervals), "");
        } catch (Broken broken) {
            return new Indexes(List.copyOf(intervals), String.valueOf(broken.getMessage()));
        }
    }

    private static Interval interval(String part, long completions) throws Broken {
        String[] ends = part.split("-", -1);
        if (ends.length > 2) {
            throw new Broken("the fragment " + quoted(part)
                    + " violates the requirement that an index interval can have at most two parts separated by '-'");
        }
        long first = index(ends[0], completions);
        if (ends.length == 1) {
            return new Interval(first, first);
        }
        long last = index(ends[1], completions);
        requireRising(first, last);
        return new Interval(first, last);
    }

    private static long index(String digits, long completions) throws Broken {
        if (!digits.matches("\\d{1,18}")) {
            throw new Broken("cannot convert string to integer for index: " + quoted(digits));
        }
        long index = Long.parseLong(digits);
        if (index >= completions) {
            throw new Broken("too large index: " + quoted(digits));
        }
        return index;
    }

    private static void requireRising(long previous, long current) throws Broken {
        if (previous >= current) {
            throw new Broken("non-increasing order, previous: " + previous + ", current: " + current);
        }
    }

    private static String quoted(String text) {
        return new JsonString(text).toString();
    }

    /** How many there are. */
    long count() {
        return intervals.stream()
                .mapToLong(interval -> interval.last - interval.first + 1)
                .sum();
    }

    /** The lowest index that is in both; negative when there is none. */
    long firstCommon(Indexes others) {
        return intervals.stream()
                .flatMapToLong(mine -> others.intervals.stream()
                        .filter(other -> Math.max(mine.first, other.first) <= Math.min(mine.last, other.last))
                        .mapToLong(other -> Math.max(mine.first, other.first)))
                .min()
                .orElse(-1);
    }
}
