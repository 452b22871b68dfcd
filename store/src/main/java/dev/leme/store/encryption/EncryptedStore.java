package dev.leme.store.encryption;

import dev.leme.store.Bytes;
import dev.leme.store.Commit;
import dev.leme.store.ConflictException;
import dev.leme.store.Entry;
import dev.leme.store.Event;
import dev.leme.store.Keys;
import dev.leme.store.Observation;
import dev.leme.store.Observer;
import dev.leme.store.Op;
import dev.leme.store.Page;
import dev.leme.store.Snapshot;
import dev.leme.store.Store;
import dev.leme.store.Txn;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A store in front of another one that keeps the values below some prefixes sealed. Whoever uses it sees plain values; the store
 * behind, and so the disk, sees none of those. Ranges that touch no such prefix cost nothing. Values that are sealed anew never
 * expire.
 */
public final class EncryptedStore implements Store {

    private static final int AT_ONCE = 500;

    private final Store behind;
    private final List<String> prefixes;
    private final ValueSeal seal;

    private EncryptedStore(Store behind, List<String> prefixes, ValueSeal seal) {
        this.behind = behind;
        this.prefixes = List.copyOf(prefixes);
        this.seal = seal;
    }

    /**
     * Seals what is written below {@code prefixes} from now on, and seals anew what is there in plain or with an older key. To be
     * called before anybody follows the store. What was in plain stays in the history until that is compacted. Throws {@link dev.leme.store.StoreException} when a value doesn't open.
     */
    public static EncryptedStore open(Store behind, List<String> prefixes, EncryptionKeys keys) {
        EncryptedStore store = new EncryptedStore(behind, prefixes, new ValueSeal(keys));
        prefixes.forEach(store::sealAnew);
        return store;
    }

    private void sealAnew(String prefix) {
        String end = Keys.endOfPrefix(prefix);
        String from = prefix;
        while (!from.isEmpty()) {
            Page page = behind.range(from, end, AT_ONCE, 0);
            page.entries().forEach(this::sealAnew);
            from = page.more() ? page.next() : "";
        }
    }

    private void sealAnew(Entry stored) {
        if (seal.isCurrent(stored.value())) {
            return;
        }
        Bytes plain = seal.open(stored.key(), stored.value());
        try {
            behind.commit(Txn.update(stored.key(), stored.modRevision(), seal.seal(stored.key(), plain)));
        } catch (ConflictException changed) {
            throw new IllegalStateException("somebody writes to a store that is only being opened", changed);
        }
    }

    private boolean isSealed(String key) {
        for (String prefix : prefixes) {
            if (key.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a sealed key may be in the range. */
    private boolean touches(String from, String toExclusive) {
        for (String prefix : prefixes) {
            if (from.startsWith(prefix) || Keys.inRange(prefix, from, toExclusive)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Commit commit(Txn txn) {
        try {
            return touches(txn) ? opened(behind.commit(sealed(txn))) : behind.commit(txn);
        } catch (ConflictException conflict) {
            Entry current = conflict.current();
            throw current == null ? conflict : new ConflictException(conflict.condition(), opened(current));
        }
    }

    private boolean touches(Txn txn) {
        return txn.ops().stream().anyMatch(op -> isSealed(op.key()));
    }

    private Commit opened(Commit commit) {
        return new Commit(commit.revision(), opened(commit.events()));
    }

    private Txn sealed(Txn txn) {
        return new Txn(txn.conditions(), txn.ops().stream().map(this::sealed).toList());
    }

    private Op sealed(Op op) {
        return op instanceof Op.Put(String key, Bytes value, Instant expires) && isSealed(key)
                ? new Op.Put(key, seal.seal(key, value), expires)
                : op;
    }

    private Entry opened(Entry entry) {
        return entry.deleted() || !isSealed(entry.key())
                ? entry
                : new Entry(
                        entry.key(),
                        seal.open(entry.key(), entry.value()),
                        entry.createRevision(),
                        entry.modRevision(),
                        entry.version());
    }

    private List<Event> opened(List<Event> events) {
        return events.stream().map(this::opened).toList();
    }

    private Event opened(Event event) {
        Entry previous = event.previous();
        return isSealed(event.key())
                ? new Event(event.kind(), opened(event.current()), previous == null ? null : opened(previous))
                : event;
    }

    @Override
    public @Nullable Entry get(String key) {
        Entry entry = behind.get(key);
        return entry == null ? null : opened(entry);
    }

    @Override
    public Page range(String from, String toExclusive, int limit, long revision) {
        Page page = behind.range(from, toExclusive, limit, revision);
        return touches(from, toExclusive)
                ? new Page(page.entries().stream().map(this::opened).toList(), page.more(), page.revision())
                : page;
    }

    @Override
    public List<Event> history(String from, String toExclusive, long afterRevision, int limit) {
        List<Event> events = behind.history(from, toExclusive, afterRevision, limit);
        return touches(from, toExclusive) ? opened(events) : events;
    }

    @Override
    public Observation observe(String from, String toExclusive, Observer observer) {
        return behind.observe(from, toExclusive, touches(from, toExclusive) ? new Opening(observer) : observer);
    }

    /** Opens on the way to an observer. */
    private final class Opening implements Observer {

        private final Observer observer;

        Opening(Observer observer) {
            this.observer = observer;
        }

        @Override
        public void started(Snapshot snapshot) {
            observer.started(new Snapshot(
                    snapshot.entries().stream().map(EncryptedStore.this::opened).toList(), snapshot.revision()));
        }

        @Override
        public void committed(List<Event> events, long revision) {
            observer.committed(opened(events), revision);
        }
    }

    @Override
    public long revision() {
        return behind.revision();
    }

    @Override
    public long compactedRevision() {
        return behind.compactedRevision();
    }

    @Override
    public long count(String from, String toExclusive) {
        return behind.count(from, toExclusive);
    }

    @Override
    public void compact(long revision) {
        behind.compact(revision);
    }

    @Override
    public int expire(Instant now) {
        return behind.expire(now);
    }

    @Override
    public void close() {
        behind.close();
    }
}
