package dev.leme.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One operation of a transaction. */
public sealed interface Op {
    String key();

    /**
     * Writes a value.
     *
     * @param expires when {@link Store#expire} may delete the entry, to the millisecond; null for never. It belongs to
     *     this value: the next put of the key brings its own.
     */
    record Put(String key, Bytes value, @Nullable Instant expires) implements Op {
        public Put {
            Keys.check(key);
        }
    }

    /** Deletes a key; nothing happens where it doesn't exist. */
    record Delete(String key) implements Op {
        public Delete {
            Keys.check(key);
        }
    }
}
