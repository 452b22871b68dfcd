package dev.leme.client.reconcile;

import java.time.Duration;

/** What a reconciliation asks for. */
public sealed interface Outcome {

    /** Nothing: the next change will bring the key back. */
    record Done() implements Outcome {}

    /** Another go after a while, because time alone changes what is wanted. */
    record Again(Duration after) implements Outcome {}

    /** Nothing. */
    Outcome DONE = new Done();

    /** Another go after {@code delay}. */
    static Outcome again(Duration delay) {
        return new Again(delay);
    }
}
