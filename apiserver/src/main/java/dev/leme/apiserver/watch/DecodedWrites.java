package dev.leme.apiserver.watch;

import dev.leme.store.Bytes;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What writers in this process know of the values on their way through the store, so that the commit loop doesn't decode them
 * again. Keyed by the very instance: a value that comes back as another one (from another server) is simply decoded.
 */
public final class DecodedWrites {

    private final ConcurrentHashMap<Instance, CachedObject.Extract> onTheWay = new ConcurrentHashMap<>();

    private static final class Instance {
        private final Bytes bytes;

        Instance(Bytes bytes) {
            this.bytes = bytes;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // identity is the point
        public boolean equals(@Nullable Object other) {
            return other instanceof Instance that && bytes == that.bytes;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(bytes);
        }
    }

    /** Remembers what {@code value} holds until it is committed or {@link #forget forgotten}. */
    public void put(Bytes value, CachedObject.Extract extract) {
        onTheWay.put(new Instance(value), extract);
    }

    /** A write that failed. */
    public void forget(Bytes value) {
        onTheWay.remove(new Instance(value));
    }

    CachedObject.@Nullable Extract take(Bytes value) {
        return onTheWay.remove(new Instance(value));
    }
}
