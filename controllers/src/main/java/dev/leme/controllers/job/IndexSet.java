package dev.leme.controllers.job;

import java.util.BitSet;
import java.util.StringJoiner;
import java.util.function.IntPredicate;

/** A set of completion indexes, spelled as in a Job's status: {@code 1,3-5,7}. Immutable. */
final class IndexSet {

    static final IndexSet EMPTY = new IndexSet(new BitSet());

    private final BitSet bits;

    private IndexSet(BitSet bits) {
        this.bits = bits;
    }

    /** Reads {@code text}, leaving out what isn't below {@code completions} (a Job may have shrunk) or isn't a number. */
    static IndexSet parse(String text, int completions) {
        BitSet bits = new BitSet();
        for (String part : text.isEmpty() ? new String[0] : text.split(",")) {
            String[] ends = part.split("-", 2);
            int first = number(ends[0]);
            int last = Math.min(ends.length == 1 ? first : number(ends[1]), completions - 1);
            if (first >= 0 && last >= first) {
                bits.set(first, last + 1);
            }
        }
        return new IndexSet(bits);
    }

    private static int number(String digits) {
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : -1;
    }

    /** The indexes below {@code end} that {@code predicate} accepts. */
    static IndexSet where(int end, IntPredicate predicate) {
        BitSet bits = new BitSet();
        for (int index = 0; index < end; index++) {
            bits.set(index, predicate.test(index));
        }
        return new IndexSet(bits);
    }

    boolean has(int index) {
        return index >= 0 && bits.get(index);
    }

    int size() {
        return bits.cardinality();
    }

    boolean isEmpty() {
        return bits.isEmpty();
    }

    IndexSet with(int index) {
        BitSet copy = (BitSet) bits.clone();
        copy.set(index);
        return new IndexSet(copy);
    }

    IndexSet union(IndexSet other) {
        BitSet copy = (BitSet) bits.clone();
        copy.or(other.bits);
        return new IndexSet(copy);
    }

    /** How many of {@code others} are in this set. */
    int common(IndexSet others) {
        BitSet copy = (BitSet) bits.clone();
        copy.and(others.bits);
        return copy.cardinality();
    }

    /** Two neighbours are joined by a comma, three and more by a hyphen. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(",");
        for (int first = bits.nextSetBit(0); first >= 0; ) {
            int last = bits.nextClearBit(first) - 1;
            text.add(first == last ? "" + first : first + (last == first + 1 ? "," : "-") + last);
            first = bits.nextSetBit(last + 1);
        }
        return text.toString();
    }
}
