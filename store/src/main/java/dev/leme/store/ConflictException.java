package dev.leme.store;

import org.jspecify.annotations.Nullable;

/** A condition of a transaction doesn't hold. An expected outcome, so it has no stack trace. */
public final class ConflictException extends RuntimeException {
    private final transient Condition condition;
    private final transient @Nullable Entry current;

    public ConflictException(Condition condition, @Nullable Entry current) {
        super(message(condition, current), null, false, false);
        this.condition = condition;
        this.current = current;
    }

    private static String message(Condition condition, @Nullable Entry current) {
        var is = current == null ? "doesn't exist" : "was written at revision " + current.modRevision();
        var expected = condition.modRevision() == 0 ? "not to exist" : "revision " + condition.modRevision();
        return condition.key() + " " + is + ", expected " + expected;
    }

    /** The first condition that doesn't hold. */
    public Condition condition() {
        return condition;
    }

    /** The entry that is there instead, or null where the key doesn't exist. */
    public @Nullable Entry current() {
        return current;
    }
}
