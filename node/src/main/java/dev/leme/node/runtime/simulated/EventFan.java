package dev.leme.node.runtime.simulated;

import dev.leme.node.runtime.ContainerRuntime;
import dev.leme.node.runtime.RuntimeEvent;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** Passes events to every listener in order, each on a thread of its own. */
final class EventFan {
    private static final System.Logger LOG = System.getLogger(EventFan.class.getName());

    private final Map<Thread, BlockingQueue<RuntimeEvent>> listeners = new ConcurrentHashMap<>();

    ContainerRuntime.Subscription add(Consumer<RuntimeEvent> listener) {
        BlockingQueue<RuntimeEvent> queue = new LinkedBlockingQueue<>();
        queue.add(RuntimeEvent.RESYNC);
        Thread thread = Thread.ofVirtual().name("simulated-events").unstarted(() -> deliver(queue, listener));
        listeners.put(thread, queue);
        thread.start();
        return () -> {
            listeners.remove(thread);
            thread.interrupt();
        };
    }

    private static void deliver(BlockingQueue<RuntimeEvent> queue, Consumer<RuntimeEvent> listener) {
        try {
            while (true) {
                deliver(queue.take(), listener);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** A listener's bug must not end the events. */
    private static void deliver(RuntimeEvent event, Consumer<RuntimeEvent> listener) {
        try {
            listener.accept(event);
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "a listener failed on " + event, bug);
        }
    }

    void tell(RuntimeEvent event) {
        listeners.values().forEach(queue -> queue.add(event));
    }

    void close() {
        listeners.keySet().forEach(Thread::interrupt);
        listeners.clear();
    }
}
