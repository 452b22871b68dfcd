package dev.leme.proxy;

import dev.leme.client.informer.ObjectKey;
import java.util.LinkedHashSet;
import java.util.Set;

/** The Services and pods that are to be planned anew: informers add to it, the proxy's loop empties it. */
final class Touched {

    /** What rules are planned for. */
    sealed interface Subject {
        /** A Service with its slices. */
        record OfService(ObjectKey key) implements Subject {}

        /** A pod with its host ports. */
        record OfPod(ObjectKey key) implements Subject {}
    }

    private Set<Subject> subjects = new LinkedHashSet<>();

    synchronized void add(Subject subject) {
        if (subjects.add(subject)) {
            notifyAll();
        }
    }

    /** Takes all there are, maybe none. */
    synchronized Set<Subject> take() {
        Set<Subject> taken = subjects;
        subjects = new LinkedHashSet<>();
        return taken;
    }

    /** Waits until there is one. */
    synchronized void await() throws InterruptedException {
        while (subjects.isEmpty()) {
            wait();
        }
    }
}
