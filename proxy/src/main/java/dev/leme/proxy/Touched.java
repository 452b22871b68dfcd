package dev.leme.proxy;

import java.util.LinkedHashSet;
import java.util.Set;

/** What is to be planned anew: informers add to it, the proxy's loop empties it. */
final class Touched {

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
