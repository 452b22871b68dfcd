package dev.leme.store.memory;

import dev.leme.store.Entry;
import dev.leme.store.Event;
import dev.leme.store.Keys;
import dev.leme.store.commit.Engine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps the versions of each key newest first, and the events of each revision. */
final class MemoryEngine implements Engine {
    private static final long FIRST_REVISION = 1;

    private final ConcurrentNavigableMap<String, Version> versions = new ConcurrentSkipListMap<>(Keys.ORDER);
    private final ConcurrentNavigableMap<Long, List<Event>> log = new ConcurrentSkipListMap<>();

    /** Touched by the loop only. */
    private long compacted;

    @Override
    public long revision() {
        return FIRST_REVISION;
    }

    @Override
    public long compactedRevision() {
        return 0;
    }

    @Override
    public @Nullable Entry get(String key, long revision) {
        return Version.at(versions.get(key), revision);
    }

    @Override
    public List<Entry> range(String from, String toExclusive, int limit, long revision) {
        return entries(from, toExclusive, revision)
                .limit(limit == 0 ? Long.MAX_VALUE : limit)
                .toList();
    }

    @Override
    public long count(String from, String toExclusive, long revision) {
        return entries(from, toExclusive, revision).count();
    }

    private Stream<Entry> entries(String from, String toExclusive, long revision) {
        return versions(from, toExclusive).values().stream()
                .flatMap(version -> Stream.ofNullable(Version.at(version, revision)));
    }

    private Map<String, Version> versions(String from, String toExclusive) {
        if (toExclusive.equals(Keys.NO_END)) return versions.tailMap(from, true);
        if (Keys.ORDER.compare(from, toExclusive) >= 0) return Map.of();
        return versions.subMap(from, true, toExclusive, false);
    }

    @Override
    public List<Event> history(String from, String toExclusive, long after, long upTo, int limit) {
        if (after >= upTo) return List.of();
        var events = new ArrayList<Event>();
        for (var committed : log.subMap(after, false, upTo, true).values()) {
            for (var event : committed) {
                if (Keys.inRange(event.key(), from, toExclusive)) events.add(event);
            }
            if (limit > 0 && events.size() >= limit) break;
        }
        return events;
    }

    @Override
    public List<Entry> due(Instant now, long revision, int limit) {
        return versions.values().stream()
                .filter(version ->
                        version.expires() != null && !version.expires().isAfter(now))
                .map(Version::entry)
                .filter(entry -> entry.modRevision() <= revision)
                .limit(limit)
                .toList();
    }

    @Override
    public Batch begin() {
        return new MemoryBatch();
    }

    @Override
    public void compact(long revision) {
        compacted = revision;
    }

    @Override
    public boolean sweep() {
        var old = log.headMap(compacted, true);
        for (var events : old.values()) {
            for (var event : events) {
                versions.computeIfPresent(event.key(), (key, version) -> Version.compacted(version, compacted));
            }
        }
        old.clear();
        return false;
    }

    @Override
    public void close() {
        versions.clear();
        log.clear();
    }

    /** Holds the writes back until they are committed. */
    private final class MemoryBatch implements Batch {
        private final Map<String, Version> pending = new HashMap<>();
        private final Map<Long, List<Event>> events = new LinkedHashMap<>();

        @Override
        public @Nullable Entry newest(String key) {
            return Version.at(newestVersion(key), Long.MAX_VALUE);
        }

        private @Nullable Version newestVersion(String key) {
            var own = pending.get(key);
            return own != null ? own : versions.get(key);
        }

        @Override
        public void append(Event event, @Nullable Instant expires) {
            pending.put(event.key(), new Version(event.current(), expires, newestVersion(event.key())));
            events.computeIfAbsent(event.revision(), r -> new ArrayList<>()).add(event);
        }

        @Override
        public void commit() {
            versions.putAll(pending);
            log.putAll(events);
        }

        @Override
        public void close() {
            pending.clear();
            events.clear();
        }
    }
}
