package dev.leme.store;

/**
 * What must hold for a transaction to be done: the key was last written at {@code modRevision}; 0 means that it must not
 * exist.
 */
public record Condition(String key, long modRevision) {
    public Condition {
        Keys.check(key);
        if (modRevision < 0) throw new IllegalArgumentException("modRevision " + modRevision + " is negative");
    }

    public static Condition absent(String key) {
        return new Condition(key, 0);
    }
}
