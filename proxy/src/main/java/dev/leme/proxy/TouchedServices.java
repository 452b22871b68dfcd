package dev.leme.proxy;

import dev.leme.client.informer.ObjectKey;
import java.util.LinkedHashSet;
import java.util.Set;

/** The Services that are to be planned anew: informers add to it, the proxy's loop empties it. */
final class TouchedServices {

    private Set<ObjectKey> keys = new LinkedHashSet<>();

    synchronized void add(ObjectKey key) {
        if (keys.add(key)) {
            notifyAll();
        }
    }

    /** Takes all there are, maybe none. */
    synchronized Set<ObjectKey> take() {
        Set<ObjectKey> taken = keys;
        keys = new LinkedHashSet<>();
        return taken;
    }

    /** Waits until there is one. */
    synchronized void await() throws InterruptedException {
        while (keys.isEmpty()) {
            wait();
        }
    }
}
