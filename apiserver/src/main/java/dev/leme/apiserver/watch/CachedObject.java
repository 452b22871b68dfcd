package dev.leme.apiserver.watch;

import dev.leme.api.object.ApiObject;
import dev.leme.apiserver.storage.Canonical;
import dev.leme.store.Bytes;
import java.lang.ref.WeakReference;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A committed object as clients get it, with what selectors look at, extracted once when it was committed.
 *
 * <p>The tree is held weakly: whoever keeps it (an informer in this process) shares it with all others, and it is read anew
 * from the bytes when nobody does.
 */
public final class CachedObject {

    private final String key;
    private final long revision;
    private final byte[] bytes;
    private final int metadataOffset;
    private final Extract extract;
    private volatile @Nullable WeakReference<ApiObject> tree;

    private CachedObject(String key, long revision, byte[] bytes, int metadataOffset, Extract extract) {
        this.key = key;
        this.revision = revision;
        this.bytes = bytes;
        this.metadataOffset = metadataOffset;
        this.extract = extract;
    }

    /** What selectors look at. */
    public record Extract(String namespace, String name, Map<String, String> labels, Map<String, String> fields) {}

    /** A stored value at its revision. */
    static CachedObject of(String key, long revision, Bytes stored, Extract extract) {
        byte[] value = stored.array();
        int offset = Canonical.metadataOffset(value);
        return new CachedObject(key, revision, Canonical.withRevision(value, offset, revision), offset, extract);
    }

    /** The same object at the later revision at which it was deleted, or left a selection. */
    CachedObject atRevision(long at) {
        return new CachedObject(key, at, Canonical.replaceRevision(bytes, metadataOffset, at), metadataOffset, extract);
    }

    /** The key in the store. */
    public String key() {
        return key;
    }

    /** The revision at which it was written. */
    public long revision() {
        return revision;
    }

    /** What selectors look at. */
    public Extract extract() {
        return extract;
    }

    /** The whole object in JSON. Not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where in {@link #bytes} the metadata begins; kind and apiVersion stand before it, and nothing else. */
    public int metadataOffset() {
        return metadataOffset;
    }

    /** The tree. */
    public ApiObject object() {
        WeakReference<ApiObject> held = tree;
        ApiObject object = held == null ? null : held.get();
        if (object == null) {
            object = ApiObject.parse(bytes);
            tree = new WeakReference<>(object);
        }
        return object;
    }
}
