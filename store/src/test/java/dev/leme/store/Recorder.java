package dev.leme.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An observer that keeps what it was told. Read it when the writes are answered, or the observation is closed. */
public class Recorder implements Observer {
    public final List<Event> events = new ArrayList<>();
    public final List<Long> revisions = new ArrayList<>();
    private @Nullable Snapshot snapshot;

    @Override
    public void started(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    @Override
    public void committed(List<Event> batch, long revision) {
        events.addAll(batch);
        revisions.add(revision);
    }

    public Snapshot snapshot() {
        var started = snapshot;
        if (started == null) throw new AssertionError("not started");
        return started;
    }
}
