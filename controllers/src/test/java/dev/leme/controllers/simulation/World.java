package dev.leme.controllers.simulation;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.status.ApiException;
import dev.leme.base.time.ManualClock;
import dev.leme.client.ApiClient;
import dev.leme.client.TransportException;
import dev.leme.client.WatchEvent;
import dev.leme.client.WriteObserver;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Reconciler;
import dev.leme.testkit.api.FakeApi;
import dev.leme.testkit.api.Faults;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in one thread: a server that conflicts and loses requests and answers, caches that lag behind it each by its own,
 * and a clock that stands still. Everything that happens is decided by one seed and written into a trace, so that two runs of a
 * seed can be compared.
 */
public final class World {

    public static final String NAMESPACE = "default";

    /** The server itself. */
    public final FakeApi api;

    /** What people and nodes use; meets no faults. */
    public final ApiClient client;

    public final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    public final Random random;
    private final Map<Resource, Feed> feeds = new LinkedHashMap<>();
    private final List<String> trace = new ArrayList<>();
    private final ApiClient faulty;
    private final List<WriteObserver> checks = new ArrayList<>();

    /** A cache of one resource and what it has yet to see. */
    private static final class Feed {
        Informer informer;
        final List<WatchEvent> pending = new ArrayList<>();
        long ownWrites;
        final Map<ObjectKey, String> ownDeletions = new LinkedHashMap<>();

        Feed(Resource resource) {
            informer = Informer.fedByHand(resource);
        }

        boolean isBehindOwnWrites() {
            return !pending.isEmpty()
                    && (informer.lastRevision() < ownWrites
                            || ownDeletions.entrySet().stream().anyMatch(this::isUnseen));
        }

        private boolean isUnseen(Map.Entry<ObjectKey, String> deletion) {
            ApiObject known = informer.lister().find(deletion.getKey());
            return known != null && !known.isDeleting() && known.uid().equals(deletion.getValue());
        }

        void see(int events) {
            for (int i = 0; i < events && !pending.isEmpty(); i++) {
                informer.apply(pending.removeFirst());
            }
        }
    }

    public World(long seed, Resource... cached) {
        random = new Random(seed);
        api = new FakeApi(clock, Faults.some(seed));
        client = api.reliableClient("people");
        for (Resource resource : cached) {
            feeds.put(resource, new Feed(resource));
        }
        api.listen(this::committed);
        faulty = api.client("controller").observedBy(new OwnWrites());
    }

    private void committed(String key, WatchEvent event) {
        trace.add(event.type() + " " + key + " " + event.object().resourceVersion());
        feeds.forEach((resource, feed) -> {
            if (key.startsWith(resource.apiVersion() + "/" + resource.plural() + "/")) {
                feed.pending.add(event);
            }
        });
    }

    /** Several pods are made at the same time, each by a thread of its own: none of their revisions may get lost. */
    private final class OwnWrites implements WriteObserver {
        @Override
        public synchronized void written(Resource resource, ApiObject object) {
            Feed feed = feeds.get(resource);
            if (feed != null && object.kind().equals(resource.kind())) {
                feed.ownWrites = Math.max(feed.ownWrites, Informer.revision(object));
            }
            checks.forEach(check -> check.written(resource, object));
        }

        @Override
        public synchronized void deleted(Resource resource, String namespace, String name) {
            Feed feed = feeds.get(resource);
            ApiObject known = feed == null ? null : cached(resource, name);
            if (feed != null && known != null) {
                feed.ownDeletions.put(ObjectKey.of(known), known.uid());
            }
            checks.forEach(check -> check.deleted(resource, namespace, name));
        }
    }

    /** Has {@code check} look at each write of a controller while the caches are still what the controller saw. */
    public void checking(WriteObserver check) {
        checks.add(check);
    }

    /** What controllers write through: it meets faults. */
    public ApiClient controllerClient() {
        return faulty;
    }

    /** The cache of a resource; another one after {@link #restart}. */
    public Informer cache(Resource resource) {
        return feed(resource).informer;
    }

    private Feed feed(Resource resource) {
        Feed feed = feeds.get(resource);
        if (feed == null) {
            throw new IllegalArgumentException(resource + " isn't cached");
        }
        return feed;
    }

    /** The object as a controller sees it now, or null. */
    public @Nullable ApiObject cached(Resource resource, String name) {
        return cache(resource).lister().find(NAMESPACE, name);
    }

    /** All of a resource's objects as they are, by name. */
    public List<ApiObject> all(Resource resource) {
        return api.stored(resource, NAMESPACE);
    }

    /** Writes a line into the trace. */
    public void tell(String what) {
        trace.add(what);
    }

    /** What has happened so far. */
    public List<String> trace() {
        return List.copyOf(trace);
    }

    /** Lets one cache see a few more events. */
    public void seeSome() {
        List<Feed> all = List.copyOf(feeds.values());
        all.get(random.nextInt(all.size())).see(1 + random.nextInt(5));
    }

    /** Lets all caches see everything. */
    public void seeAll() {
        feeds.values().forEach(feed -> feed.see(Integer.MAX_VALUE));
    }

    /** Forgets the caches, as a server that is killed, and lists anew: events in between are lost. */
    public void restart() {
        feeds.forEach((resource, feed) -> {
            feed.informer = Informer.fedByHand(resource);
            feed.pending.clear();
            feed.ownDeletions.clear();
            feed.informer.replace(all(resource), api.revision());
        });
    }

    /** Reconciles once, after the caches have seen the controllers' own writes; what goes wrong is part of the game. */
    public void reconcile(Reconciler<ObjectKey> reconciler, String name) {
        for (Feed feed : feeds.values()) {
            while (feed.isBehindOwnWrites()) {
                feed.see(1);
            }
        }
        try {
            tell("reconciled " + name + ": " + reconciler.reconcile(new ObjectKey(NAMESPACE, name)));
        } catch (ApiException | TransportException refused) {
            tell("reconcile of " + name + " failed: " + refused.getMessage());
        } catch (Exception bug) {
            throw new AssertionError("a bug in the reconciler of " + name, bug);
        }
    }

    /** Deletes what has lost all its owners, as the garbage collector does. */
    public void collect(Resource... resources) {
        List<String> alive = new ArrayList<>();
        feeds.keySet().forEach(resource -> all(resource).forEach(object -> alive.add(object.uid())));
        for (Resource resource : resources) {
            for (ApiObject object : all(resource)) {
                boolean lost =
                        object.ownerReferences().stream().noneMatch(owner -> alive.contains(owner.string("uid")));
                if (!object.ownerReferences().isEmpty() && lost && !object.isDeleting()) {
                    client.delete(resource, NAMESPACE, object.name(), dev.leme.client.DeleteOptions.DEFAULT);
                }
            }
        }
    }

    /** Some time passes. */
    public void pass(Duration time) {
        clock.advance(time);
    }
}
