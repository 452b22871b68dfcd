package dev.leme.controllers.garbagecollector;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The owners that were last found to be gone, so that the server is asked about each once and not for each dependent. A uid
 * never comes back, so this never has to be corrected.
 */
final class AbsentOwners {

    private static final int MOST = 1_000;

    private record Identity(ObjectId id, String uid) {}

    private final Map<Identity, Boolean> absent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, Boolean> eldest) {
            return size() > MOST;
        }
    };

    synchronized void add(ObjectId id, String uid) {
        absent.put(new Identity(id, uid), true);
    }

    synchronized boolean contains(ObjectId id, String uid) {
        return absent.containsKey(new Identity(id, uid));
    }
}
