package dev.leme.client.informer;

import dev.leme.api.object.ApiObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** One handler's own queue of changes, so that a slow handler holds up neither the cache nor other handlers. */
final class Delivery implements Runnable {

    private static final Logger LOG = System.getLogger(Delivery.class.getName());

    /** A change on its way to a handler. */
    sealed interface Change {
        record Added(ApiObject object) implements Change {}

        record Updated(ApiObject before, ApiObject after) implements Change {}

        record Deleted(ApiObject object) implements Change {}

        record Synced() implements Change {}
    }

    private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
    private final ResourceHandler handler;

    Delivery(ResourceHandler handler) {
        this.handler = handler;
    }

    void put(Change change) {
        changes.add(change);
    }

    @Override
    public void run() {
        try {
            while (true) {
                deliver(changes.take());
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** A handler's bug must not cost it the changes that follow. */
    private void deliver(Change change) {
        try {
            switch (change) {
                case Change.Added(ApiObject object) -> handler.added(object);
                case Change.Updated(ApiObject before, ApiObject after) -> handler.updated(before, after);
                case Change.Deleted(ApiObject object) -> handler.deleted(object);
                case Change.Synced() -> handler.synced();
            }
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "A handler failed on " + change, bug);
        }
    }
}
