package dev.leme.client.informer;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.client.WatchEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All objects of one resource in memory, kept current, with handlers that are told of each change.
 *
 * <p>It is fed by one {@link Reflector}. The cache never goes back in time: what a list or an event brings is at or after
 * what was there.
 */
public final class Informer {

    /** The index of every informer by the uids of an object's owners. */
    public static final String BY_OWNER = "owner";

    /** The index of every informer by the namespaces of the objects that no owner controls. */
    public static final String UNCONTROLLED = "uncontrolled";

    private final Resource resource;
    private final boolean whole;
    private final ObjectCache cache = new ObjectCache();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final Function<Delivery, Delivery> starter;
    private long lastRevision;
    private boolean synced;

    /**
     * An informer without objects yet.
     *
     * @param whole whether it holds all of the resource's objects
     * @param starter starts a delivery's thread
     */
    Informer(Resource resource, boolean whole, Function<Delivery, Delivery> starter) {
        this.resource = resource;
        this.whole = whole;
        this.starter = starter;
        addIndex(BY_OWNER, Informer::owners);
        addIndex(
                UNCONTROLLED, object -> object.controllerReference() == null ? List.of(object.namespace()) : List.of());
    }

    /** An informer of all of a resource's objects that nobody feeds but its user, such as a simulation in one thread. */
    public static Informer fedByHand(Resource resource) {
        return new Informer(resource, true, delivery -> delivery);
    }

    private static List<String> owners(ApiObject object) {
        return object.ownerReferences().stream()
                .map(owner -> owner.string("uid"))
                .toList();
    }

    /** The resource. */
    public Resource resource() {
        return resource;
    }

    /** Whether it holds all of the resource's objects, so that each revision of one passes here. */
    public boolean isWhole() {
        return whole;
    }

    /** Reads the cache. */
    public Lister<ApiObject> lister() {
        return new Lister<>(cache, object -> object);
    }

    /** Reads the cache through a view, such as a kind's generated one. */
    public <T> Lister<T> lister(Function<ApiObject, T> view) {
        return new Lister<>(cache, view);
    }

    /** Adds an index: {@code values} tells under which values an object is found. Without effect when the name is taken. */
    public void addIndex(String name, Function<ApiObject, ? extends Collection<String>> values) {
        cache.addIndex(name, values);
    }

    /** Tells {@code handler} of every object there is, and of every change from now on. */
    public synchronized void addHandler(ResourceHandler handler) {
        Delivery delivery = starter.apply(new Delivery(handler));
        cache.all().forEach(object -> delivery.put(new Delivery.Change.Added(object)));
        if (synced) {
            delivery.put(new Delivery.Change.Synced());
        }
        deliveries.add(delivery);
    }

    /** Whether the first list has come. */
    public synchronized boolean isSynced() {
        return synced;
    }

    /** Waits for the first list; false when {@code patience} ran out first. */
    public boolean awaitSynced(Duration patience) throws InterruptedException {
        return await(() -> synced, patience);
    }

    /** The revision up to which the cache is current. */
    public synchronized long lastRevision() {
        return lastRevision;
    }

    /** Waits until the cache is current up to {@code revision}; false when {@code patience} ran out first. */
    public boolean awaitRevision(long revision, Duration patience) throws InterruptedException {
        return await(() -> lastRevision >= revision, patience);
    }

    /** Waits until {@code condition}, which should read this cache, holds; it is asked after each change. */
    public synchronized boolean await(BooleanSupplier condition, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            long left = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Makes the cache hold exactly {@code objects}, as a list at {@code revision} told. */
    public synchronized void replace(List<ApiObject> objects, long revision) {
        Set<ObjectKey> present = new HashSet<>();
        for (ApiObject object : objects) {
            present.add(ObjectKey.of(object));
            put(object);
        }
        for (ApiObject object : cache.all()) {
            if (!present.contains(ObjectKey.of(object))) {
                remove(object);
            }
        }
        advance(revision);
        if (!synced) {
            synced = true;
            deliveries.forEach(delivery -> delivery.put(new Delivery.Change.Synced()));
        }
    }

    /** Takes in one event of the watch (not an ERROR). */
    public synchronized void apply(WatchEvent event) {
        ApiObject object = event.object();
        switch (event.type()) {
            case ADDED, MODIFIED -> put(object);
            case DELETED -> remove(object);
            case BOOKMARK, ERROR -> {}
        }
        advance(revision(object));
    }

    private void put(ApiObject object) {
        ApiObject before = cache.put(object);
        if (before == null) {
            deliver(new Delivery.Change.Added(object));
        } else if (!before.resourceVersion().equals(object.resourceVersion())) {
            deliver(new Delivery.Change.Updated(before, object));
        }
    }

    private void remove(ApiObject object) {
        ApiObject before = cache.remove(ObjectKey.of(object));
        if (before != null) {
            deliver(new Delivery.Change.Deleted(object));
        }
    }

    private void deliver(Delivery.Change change) {
        deliveries.forEach(delivery -> delivery.put(change));
    }

    private void advance(long revision) {
        lastRevision = Math.max(lastRevision, revision);
        notifyAll();
    }

    /** An object's resourceVersion as a number; 0 where there is none. */
    public static long revision(@Nullable ApiObject object) {
        String text = object == null ? "" : object.resourceVersion();
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }
}
