package dev.leme.controllers.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Lives many random lives, each twice to the same trace. {@code -Dleme.seed=N} is the first one's seed, {@code -Dleme.seeds=N}
 * how many there are; a failure names its seed.
 */
public final class Lives {

    private Lives() {}

    /** One life, from its seed on. */
    public interface Life {
        /** Lives it; throws where something happened that never may. */
        void live();

        /** What happened. */
        List<String> trace();

        /** How things stand at the end, for the message of a failure. */
        String end();
    }

    /** Lives {@code most} lives, unless the properties say otherwise. */
    public static void live(int most, LongFunction<Life> lives) {
        long from = Long.getLong("leme.seed", 0);
        long seeds = Long.getLong("leme.seeds", most);
        LongStream.range(from, from + seeds).parallel().forEach(seed -> liveTwice(seed, lives));
    }

    private static void liveTwice(long seed, LongFunction<Life> lives) {
        List<String> first = trace(seed, lives);
        assertEquals(first, trace(seed, lives), () -> "seed " + seed + " took another way the second time");
    }

    private static List<String> trace(long seed, LongFunction<Life> lives) {
        Life life = lives.apply(seed);
        try {
            life.live();
            return life.trace();
        } catch (AssertionError | RuntimeException broken) {
            List<String> all = life.trace();
            String last = String.join("\n", all.subList(Math.max(0, all.size() - 60), all.size()));
            throw new AssertionError(
                    "-Dleme.seed=" + seed + " -Dleme.seeds=1: " + broken.getMessage() + "\n" + last + "\n" + life.end(),
                    broken);
        }
    }

    /** Fails unless {@code holds}. */
    public static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
