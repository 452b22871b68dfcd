package dev.leme.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a store must have been at each revision, made by replaying its events, each of which is checked on the way. */
final class StoreModel {
    private final List<Event> events;
    private final NavigableMap<Long, NavigableMap<String, Entry>> states = new TreeMap<>();

    /** Replays all events since the store was empty. */
    StoreModel(List<Event> events) {
        this.events = List.copyOf(events);
        var state = new TreeMap<String, Entry>(Keys.ORDER);
        states.put(1L, new TreeMap<>(state));
        for (var event : events) {
            long last = states.lastKey();
            if (event.revision() != last) assertEquals(last + 1, event.revision(), "the revision after " + last);
            apply(event, state);
            states.put(event.revision(), new TreeMap<>(state));
        }
    }

    private static void apply(Event event, Map<String, Entry> state) {
        var before = state.get(event.key());
        assertEquals(before, event.previous(), () -> "what was before " + event);
        if (event.kind() == Event.Kind.DELETE) {
            assertNotNull(before, () -> "deleted a missing key: " + event);
            assertEquals(Entry.tombstone(event.key(), event.revision()), event.current());
            state.remove(event.key());
            return;
        }
        long created = before == null ? event.revision() : before.createRevision();
        long version = before == null ? 1 : before.version() + 1;
        var expected = new Entry(event.key(), event.current().value(), created, event.revision(), version);
        assertEquals(expected, event.current());
        state.put(event.key(), event.current());
    }

    long revision() {
        return states.lastKey();
    }

    @Nullable Entry get(String key, long revision) {
        return state(revision).get(key);
    }

    private NavigableMap<String, Entry> state(long revision) {
        var state = states.get(revision);
        if (state == null) throw new AssertionError("no revision " + revision);
        return state;
    }

    List<Entry> range(KeyRange range, long revision) {
        return state(revision).values().stream()
                .filter(e -> range.contains(e.key()))
                .toList();
    }

    /** The events of a range in {@code (after, upTo]}. */
    List<Event> events(KeyRange range, long after, long upTo) {
        return events.stream()
                .filter(e -> e.revision() > after && e.revision() <= upTo && range.contains(e.key()))
                .toList();
    }

    /** The entries that a key ever had. */
    List<Entry> lives(String key) {
        var lives = new ArrayList<Entry>();
        for (var event : events) if (event.key().equals(key)) lives.add(event.current());
        return lives;
    }

    /** A half-open range of keys. */
    record KeyRange(String from, String toExclusive) {
        boolean contains(String key) {
            return Keys.inRange(key, from, toExclusive);
        }
    }
}
