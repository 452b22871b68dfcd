package dev.leme.controllers.statefulset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The set's controller through thousands of random lives, each lived twice to the same trace. {@code -Dseed=N} lives one,
 * {@code -Dseeds=N} more of them.
 */
class StatefulSetSimulationTest {

    private static final int SEEDS = Integer.getInteger("seeds", 1000);

    private static void live(long seed) {
        List<String> first = trace(seed);
        assertEquals(first, trace(seed), () -> "seed " + seed + " took another way the second time");
    }

    private static List<String> trace(long seed) {
        SetLife life = new SetLife(seed);
        try {
            life.live();
            return life.trace();
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError("-Dseed=" + seed + ": " + broken.getMessage() + "\n" + life.tail(), broken);
        }
    }

    @Test
    void set_whateverHappens_keepsItsOrderAndEndsAsWanted() {
        Long one = Long.getLong("seed");
        long from = Objects.requireNonNullElse(one, 0L);
        LongStream.range(from, from + (one == null ? SEEDS : 1)).parallel().forEach(StatefulSetSimulationTest::live);
    }
}
