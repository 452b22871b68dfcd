package dev.leme.testkit.api;

import java.util.Random;

/**
 * What goes wrong, by chance: each is the chance from 0 to 1 that one write conflicts, that one request fails before it is
 * carried out or after, or that one event ends the watch that it is sent to.
 */
public record Faults(double conflict, double lostRequest, double lostAnswer, double lostWatch, long seed) {

    /** Nothing goes wrong. */
    public static final Faults NONE = new Faults(0, 0, 0, 0, 0);

    /** Everything goes wrong now and then; print the seed where the test fails. */
    public static Faults some(long seed) {
        return new Faults(0.05, 0.03, 0.03, 0.02, seed);
    }

    Random random() {
        return new Random(seed);
    }
}
