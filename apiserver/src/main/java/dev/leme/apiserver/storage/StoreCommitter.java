package dev.leme.apiserver.storage;

import dev.leme.api.object.ApiObject;
import dev.leme.apiserver.watch.CachedObject;
import dev.leme.apiserver.watch.DecodedWrites;
import dev.leme.apiserver.watch.WatchCache;
import dev.leme.base.time.Clock;
import dev.leme.store.Bytes;
import dev.leme.store.Commit;
import dev.leme.store.ConflictException;
import dev.leme.store.Store;
import dev.leme.store.Txn;
import java.time.Duration;
import java.util.function.Function;

/** Commits the objects of one prefix: stored as canonical bytes, each transaction with what must go with it. */
public final class StoreCommitter implements ResourceStore.Committer {

    private final Store store;
    private final String prefix;
    private final WatchCache cache;
    private final DecodedWrites decoded;
    private final Function<ApiObject, CachedObject.Extract> extractor;
    private final Duration lifetime;
    private final Clock clock;

    /**
     * Writes below {@code prefix} (which ends with a slash).
     *
     * @param lifetime after which objects go by themselves; zero for never
     */
    public StoreCommitter(
            Store store,
            String prefix,
            WatchCache cache,
            DecodedWrites decoded,
            Function<ApiObject, CachedObject.Extract> extractor,
            Duration lifetime,
            Clock clock) {
        this.store = store;
        this.prefix = prefix;
        this.cache = cache;
        this.decoded = decoded;
        this.extractor = extractor;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    @Override
    public String key(String namespace, String name) {
        return namespace.isEmpty() ? prefix + name : prefix + namespace + "/" + name;
    }

    @Override
    public WatchCache cache() {
        return cache;
    }

    @Override
    public ApiObject create(ApiObject object, Companions companions) {
        String key = key(object.namespace(), object.name());
        return write(object, key, Txn.build().absent(key), companions);
    }

    @Override
    public ApiObject update(CachedObject cached, ApiObject object, Companions companions) {
        return write(object, cached.key(), Txn.build().unchanged(cached.key(), cached.revision()), companions);
    }

    private ApiObject write(ApiObject object, String key, Txn.Builder txn, Companions companions) {
        Bytes value = ResourceStore.stored(object);
        if (lifetime.isZero()) {
            txn.put(key, value);
        } else {
            txn.put(key, value, clock.now().plus(lifetime));
        }
        decoded.put(value, extractor.apply(object));
        try {
            Commit commit = store.commit(with(txn, companions));
            return object.withMetadata(metadata -> metadata.with("resourceVersion", Long.toString(commit.revision())));
        } finally {
            decoded.forget(value);
        }
    }

    @Override
    public void delete(CachedObject cached, Companions companions) {
        Txn.Builder txn = Txn.build().unchanged(cached.key(), cached.revision()).delete(cached.key());
        store.commit(with(txn, companions));
    }

    private static Txn with(Txn.Builder txn, Companions companions) {
        for (Companions.Fence fence : companions.fences()) {
            txn.unchanged(fence.key(), fence.revision());
        }
        for (Companions.Claim claim : companions.claims()) {
            txn.absent(claim.key()).put(claim.key(), claim.value());
        }
        for (Companions.Replacement replacement : companions.replacements()) {
            txn.unchanged(replacement.key(), replacement.revision()).put(replacement.key(), replacement.value());
        }
        for (String key : companions.releases()) {
            txn.delete(key);
        }
        return txn.done();
    }

    @Override
    public boolean isAbout(ConflictException conflict, ApiObject object) {
        return conflict.condition().key().equals(key(object.namespace(), object.name()));
    }
}
