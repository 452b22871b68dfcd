package dev.leme.store.memory;

import dev.leme.store.Store;
import dev.leme.store.commit.LocalStore;
import java.util.function.Consumer;

/** Opens stores that are gone when they are closed. Nothing in them is durable; all else is as in the others. */
public final class MemoryStore {
    private MemoryStore() {}

    /**
     * @param fatal told about a bug in the store or in an observer; it should end the process
     */
    public static Store open(Consumer<Throwable> fatal) {
        return LocalStore.start("memory", new MemoryEngine(), fatal);
    }
}
