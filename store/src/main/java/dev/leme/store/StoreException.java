package dev.leme.store;

import org.jspecify.annotations.Nullable;

/** The store can't do its work: the disk is full or broken, the file is in use, or the store is closed. */
public class StoreException extends RuntimeException {
    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    private StoreException(StoreException first) {
        super(first.getMessage(), first);
    }

    /** The same failure for another thread: with its own stack, and this one as its cause. */
    public StoreException again() {
        return new StoreException(this);
    }
}
