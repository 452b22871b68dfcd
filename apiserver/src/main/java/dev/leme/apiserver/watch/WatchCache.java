package dev.leme.apiserver.watch;

import dev.leme.api.object.ApiObject;
import dev.leme.store.Bytes;
import dev.leme.store.CompactedException;
import dev.leme.store.Entry;
import dev.leme.store.Event;
import dev.leme.store.Keys;
import dev.leme.store.Observation;
import dev.leme.store.Observer;
import dev.leme.store.Snapshot;
import dev.leme.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All objects of one resource in memory, always as new as the last answered write: the store calls {@link #committed} before
 * it answers the writer, so a read from here needs no further check to be consistent.
 *
 * <p>A list is a consistent state at one revision: the sorted array of objects that it reads is made anew only after a change.
 */
public final class WatchCache implements Observer, AutoCloseable {

    private static final int WINDOW = 4096;

    /** The state of the resource at one revision, sorted by key; all keys begin with {@code prefix}. */
    public record State(String prefix, List<CachedObject> objects, long revision) {

        /** The objects of a namespace (of all when it is empty) from the key {@code start} on, found without a scan. */
        public List<CachedObject> from(String namespace, String start) {
            if (namespace.isEmpty()) {
                return objects.subList(firstNotBefore(start), objects.size());
            }
            String own = prefix + namespace + "/";
            int end = firstNotBefore(Keys.endOfPrefix(own));
            return objects.subList(Math.min(end, firstNotBefore(start.compareTo(own) < 0 ? own : start)), end);
        }

        private int firstNotBefore(String key) {
            int low = 0;
            int high = objects.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (objects.get(middle).key().compareTo(key) < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    private final Store store;
    private final String prefix;
    private final Function<ApiObject, CachedObject.Extract> extractor;
    private final DecodedWrites decoded;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, CachedObject> byKey = new ConcurrentHashMap<>();
    private final TreeMap<String, CachedObject> sorted = new TreeMap<>();
    private @Nullable List<CachedObject> inOrder;
    private EventLog log = new EventLog(WINDOW, 0);
    private volatile long lastChange;
    private final Observation observation;

    /** Follows {@code prefix} from now on. */
    public WatchCache(
            Store store, String prefix, Function<ApiObject, CachedObject.Extract> extractor, DecodedWrites decoded) {
        this.store = store;
        this.prefix = prefix;
        this.extractor = extractor;
        this.decoded = decoded;
        this.observation = store.observe(prefix, Keys.endOfPrefix(prefix), this);
    }

    @Override
    public void started(Snapshot snapshot) {
        for (Entry entry : snapshot.entries()) {
            CachedObject object = cached(entry);
            byKey.put(entry.key(), object);
            sorted.put(entry.key(), object);
        }
        log = new EventLog(WINDOW, snapshot.revision());
        lastChange = snapshot.revision();
    }

    @Override
    public void committed(List<Event> batch, long revision) {
        if (batch.isEmpty()) {
            log.advance(revision);
            return;
        }
        lock.lock();
        try {
            List<CachedEvent> events = new ArrayList<>(batch.size());
            for (Event event : batch) {
                events.add(apply(event));
            }
            inOrder = null;
            log.append(events, revision);
            lastChange = revision;
        } finally {
            lock.unlock();
        }
    }

    private CachedEvent apply(Event event) {
        CachedObject previous = byKey.get(event.key());
        if (event.kind() == Event.Kind.DELETE) {
            if (previous == null) {
                throw new IllegalStateException("deleted but never seen: " + event.key());
            }
            byKey.remove(event.key());
            sorted.remove(event.key());
            return new CachedEvent(event.revision(), previous.atRevision(event.revision()), previous, true);
        }
        CachedObject current = cached(event.current());
        byKey.put(event.key(), current);
        sorted.put(event.key(), current);
        return new CachedEvent(event.revision(), current, previous, false);
    }

    private CachedObject cached(Entry entry) {
        CachedObject.Extract extract = decoded.take(entry.value());
        return CachedObject.of(
                entry.key(), entry.modRevision(), entry.value(), extract == null ? read(entry.value()) : extract);
    }

    private CachedObject.Extract read(Bytes stored) {
        return extractor.apply(ApiObject.parse(stored.array()));
    }

    /** The object under a key, or null. */
    public @Nullable CachedObject get(String key) {
        return byKey.get(key);
    }

    /** How many objects there are. */
    public int size() {
        return byKey.size();
    }

    /** The revision at which an object of the resource last changed. */
    public long lastChange() {
        return lastChange;
    }

    /** All objects as they are now. */
    public State state() {
        lock.lock();
        try {
            return stateNow();
        } finally {
            lock.unlock();
        }
    }

    private State stateNow() {
        List<CachedObject> known = inOrder;
        if (known == null) {
            known = List.copyOf(sorted.values());
            inOrder = known;
        }
        return new State(prefix, known, log.revision());
    }

    /** All objects as they were. Throws {@link CompactedException} when that is too long ago. */
    public State stateAt(long revision) {
        State now = state();
        if (now.revision() == revision) {
            return now;
        }
        List<CachedObject> objects = new ArrayList<>();
        for (Entry entry :
                store.range(prefix, Keys.endOfPrefix(prefix), 0, revision).entries()) {
            CachedObject current = byKey.get(entry.key());
            objects.add(current != null && current.revision() == entry.modRevision() ? current : cached(entry));
        }
        return new State(prefix, List.copyOf(objects), revision);
    }

    /** Follows what is selected; begins with all that is there, as additions. */
    public Watcher watchFromNow(Selection selection, boolean withInitialState) {
        lock.lock();
        try {
            List<CachedObject> initial = withInitialState ? stateNow().objects() : List.of();
            return new Watcher(selection, initial, List.of(), log.fromNow(), log.revision());
        } finally {
            lock.unlock();
        }
    }

    /** Follows what is selected behind {@code revision}. Throws {@link CompactedException} when that is too long ago. */
    public Watcher watchFrom(Selection selection, long revision) {
        EventLog.Cursor cursor = log.from(revision);
        return cursor == null
                ? watchFromHistory(selection, revision)
                : new Watcher(selection, List.of(), List.of(), cursor, revision);
    }

    /** Takes from the store's history what the window no longer has. */
    private Watcher watchFromHistory(Selection selection, long revision) {
        EventLog.Cursor cursor;
        long now;
        lock.lock();
        try {
            cursor = log.fromNow();
            now = log.revision();
        } finally {
            lock.unlock();
        }
        List<CachedEvent> missed = new ArrayList<>();
        for (Event event : store.history(prefix, Keys.endOfPrefix(prefix), revision, 0)) {
            if (event.revision() <= now) {
                missed.add(replayed(event));
            }
        }
        return new Watcher(selection, List.of(), missed, cursor, revision);
    }

    private CachedEvent replayed(Event event) {
        Entry before = event.previous();
        CachedObject previous = before == null ? null : cached(before);
        if (event.kind() == Event.Kind.PUT) {
            return new CachedEvent(event.revision(), cached(event.current()), previous, false);
        }
        if (previous == null) {
            throw new IllegalStateException("deleted but never made: " + event.key());
        }
        return new CachedEvent(event.revision(), previous.atRevision(event.revision()), previous, true);
    }

    @Override
    public void close() {
        observation.close();
        log.end();
    }
}
