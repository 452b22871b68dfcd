package dev.leme.testkit.api;

import dev.leme.api.object.ApiObject;
import dev.leme.client.WatchEvent;
import dev.leme.client.WatchStream;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One open watch. */
final class FakeWatch implements WatchStream {

    private final BlockingQueue<Optional<WatchEvent>> events = new LinkedBlockingQueue<>();
    private final String prefix;
    private final Predicate<ApiObject> selected;
    private final Consumer<FakeWatch> onClose;
    private volatile boolean ended;

    FakeWatch(String prefix, Predicate<ApiObject> selected, Consumer<FakeWatch> onClose) {
        this.prefix = prefix;
        this.selected = selected;
        this.onClose = onClose;
    }

    /** An object that enters or leaves the selection is added or deleted, as far as this watch is concerned. */
    void offer(Revisions.Commit commit) {
        if (!commit.key().startsWith(prefix)) {
            return;
        }
        ApiObject before = commit.before();
        ApiObject after = commit.after();
        boolean was = before != null && selected.test(before);
        boolean is = after != null && selected.test(after);
        WatchEvent event = commit.event();
        if (is) {
            put(new WatchEvent(was ? WatchEvent.Type.MODIFIED : WatchEvent.Type.ADDED, event.object()));
        } else if (was) {
            put(new WatchEvent(WatchEvent.Type.DELETED, event.object()));
        }
    }

    private void put(WatchEvent event) {
        events.add(Optional.of(event));
    }

    /** Ends the watch as a broken connection would. */
    void end() {
        events.add(Optional.empty());
    }

    @Override
    public @Nullable WatchEvent next() throws InterruptedException {
        if (ended) {
            return null;
        }
        Optional<WatchEvent> next = events.take();
        ended = next.isEmpty();
        return next.orElse(null);
    }

    @Override
    public void close() {
        end();
        onClose.accept(this);
    }
}
