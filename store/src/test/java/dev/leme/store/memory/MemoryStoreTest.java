package dev.leme.store.memory;

import dev.leme.store.Store;
import dev.leme.store.StoreContract;

class MemoryStoreTest extends StoreContract {
    @Override
    protected Store open() {
        return MemoryStore.open(this::bug);
    }
}
