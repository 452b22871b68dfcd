package dev.leme.store.commit;

import dev.leme.store.Event;
import dev.leme.store.Keys;
import dev.leme.store.Observation;
import dev.leme.store.Observer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Who follows which range. A new observer is added between two batches, which fixes the revision that it starts behind;
 * what is committed while it reads its snapshot is held back for it, and handed over when it goes live.
 */
final class Observers {
    private final List<Following> all = new CopyOnWriteArrayList<>();

    /** Runs on the loop. */
    void add(Following following) {
        all.add(following);
    }

    void remove(Following following) {
        following.closed = true;
        all.remove(following);
    }

    /** Runs on the loop. */
    void deliver(List<Event> events, long revision) {
        for (var following : all) following.committed(events, revision);
    }

    /** One observer and its range. Its state belongs to the loop, except for the flag that ends it. */
    final class Following implements Observation {
        private final String from;
        private final String toExclusive;
        private final Observer observer;
        private final List<Held> held = new ArrayList<>();
        private boolean live;
        private volatile boolean closed;

        Following(String from, String toExclusive, Observer observer) {
            this.from = from;
            this.toExclusive = toExclusive;
            this.observer = observer;
        }

        /** Runs on the loop: hands over what was held back, and everything from now on; returns how many batches. */
        int goLive() {
            live = true;
            for (var batch : held) deliver(batch.events(), batch.revision());
            int batches = held.size();
            held.clear();
            return batches;
        }

        private void committed(List<Event> events, long revision) {
            var own = inRange(events);
            if (live) deliver(own, revision);
            else held.add(new Held(own, revision));
        }

        /** There may be many observers, and to most of them a batch has nothing. */
        private List<Event> inRange(List<Event> events) {
            List<Event> own = List.of();
            for (var event : events) {
                if (!Keys.inRange(event.key(), from, toExclusive)) continue;
                if (own.isEmpty()) own = new ArrayList<>(events.size());
                own.add(event);
            }
            return Collections.unmodifiableList(own);
        }

        private void deliver(List<Event> events, long revision) {
            if (closed) return;
            try {
                observer.committed(events, revision);
            } catch (RuntimeException e) {
                // Also a StoreException of a read in there: it must not look like a failed write.
                throw new IllegalStateException("an observer failed at revision " + revision, e);
            }
        }

        @Override
        public void close() {
            remove(this);
        }
    }

    private record Held(List<Event> events, long revision) {}
}
