package dev.leme.client.reconcile;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.client.WriteObserver;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The writes of one loop that its informers may not have seen yet. */
final class OwnWrites implements WriteObserver {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A deletion of an object whose uid was {@code uid}. */
    private record Deletion(Informer informer, ObjectKey key, String uid) {

        boolean isSeen() {
            ApiObject object = informer.lister().find(key);
            return object == null || object.isDeleting() || !object.uid().equals(uid);
        }
    }

    private final Map<Resource, Informer> informers = new HashMap<>();
    private final Map<Informer, Long> revisions = new HashMap<>();
    private final List<Deletion> deletions = new ArrayList<>();

    synchronized void follow(Informer informer) {
        if (informer.isWhole()) {
            informers.put(informer.resource(), informer);
        }
    }

    @Override
    public synchronized void written(Resource resource, ApiObject object) {
        Informer informer = informers.get(resource);
        if (informer != null && object.kind().equals(resource.kind())) {
            revisions.merge(informer, Informer.revision(object), Math::max);
        }
    }

    @Override
    public synchronized void deleted(Resource resource, String namespace, String name) {
        Informer informer = informers.get(resource);
        ObjectKey key = new ObjectKey(namespace, name);
        ApiObject known = informer == null ? null : informer.lister().find(key);
        if (informer != null && known != null) {
            deletions.add(new Deletion(informer, key, known.uid()));
        }
    }

    /** Waits until the informers show all writes made before this call; false when that took too long. */
    boolean awaitSeen() throws InterruptedException {
        boolean seen = true;
        for (Map.Entry<Informer, Long> written : unseenRevisions().entrySet()) {
            seen &= written.getKey().awaitRevision(written.getValue(), PATIENCE);
        }
        for (Deletion deletion : unseenDeletions()) {
            seen &= deletion.informer.await(deletion::isSeen, PATIENCE);
        }
        return seen;
    }

    /** Revisions stay noted: another worker has to wait for them too; an awaited one costs nothing. */
    private synchronized Map<Informer, Long> unseenRevisions() {
        return new HashMap<>(revisions);
    }

    private synchronized List<Deletion> unseenDeletions() {
        deletions.removeIf(Deletion::isSeen);
        return List.copyOf(deletions);
    }
}
