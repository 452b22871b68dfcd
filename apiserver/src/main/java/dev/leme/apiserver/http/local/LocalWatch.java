package dev.leme.apiserver.http.local;

import dev.leme.api.object.ApiObject;
import dev.leme.apiserver.http.EventExchange;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A watch from inside this process: events wait in a short queue for the thread that takes them. */
public final class LocalWatch extends LocalExchange implements EventExchange {

    private static final int QUEUED = 256;

    /** One event. */
    public record Event(String type, ApiObject object) {}

    private final Queue<Event> events = new ArrayDeque<>();
    private boolean over;

    /** A watch request. */
    public LocalWatch(String path, String query, Map<String, String> headers) {
        super("GET", path, query, headers, new byte[0]);
    }

    @Override
    public synchronized void event(String type, ApiObject object) throws IOException, InterruptedException {
        while (events.size() >= QUEUED && !over) {
            wait();
        }
        if (over) {
            throw new IOException("the watch was closed");
        }
        events.add(new Event(type, object));
        notifyAll();
    }

    /** The next event; null when there will be none. */
    public synchronized @Nullable Event next() throws InterruptedException {
        while (events.isEmpty() && !over) {
            wait();
        }
        Event event = events.poll();
        notifyAll();
        return event;
    }

    /** Ends the watch, from whichever side; what is queued can still be taken. */
    public synchronized void end() {
        over = true;
        notifyAll();
    }
}
