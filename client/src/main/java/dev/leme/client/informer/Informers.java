package dev.leme.client.informer;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.base.life.TaskGroup;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.ListOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The process's shared informers: one for each resource and selection, whoever asks. */
public final class Informers implements AutoCloseable {

    /** What tells one informer from another. */
    private record Key(Resource resource, ListOptions selection, boolean metadataOnly) {}

    private record Entry(Informer informer, Reflector reflector) {}

    private final ApiClient client;
    private final Clock clock;
    private final TaskGroup tasks = new TaskGroup("informers");
    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private boolean started;

    /** Informers that ask through {@code client}, which must be allowed to list and watch. */
    public Informers(ApiClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** The informer of all of a resource's objects. Once {@link #start} was called, a new one starts at once. */
    public Informer get(Resource resource) {
        return get(resource, ListOptions.ALL);
    }

    /** The informer of the objects that {@code selection}'s labels and fields select. */
    public synchronized Informer get(Resource resource, ListOptions selection) {
        return get(new Key(resource, selection, false));
    }

    /**
     * An informer that holds at least the metadata of all of a resource's objects: the shared one where there is one, else
     * one that keeps nothing else.
     */
    public synchronized Informer metadata(Resource resource) {
        Entry shared = entries.get(new Key(resource, ListOptions.ALL, false));
        return shared != null ? shared.informer : get(new Key(resource, ListOptions.ALL, true));
    }

    private Informer get(Key key) {
        return entries.computeIfAbsent(key, this::make).informer;
    }

    private Entry make(Key key) {
        Informer informer = new Informer(key.resource, key.selection.equals(ListOptions.ALL), delivery -> {
            tasks.start("handler of " + key.resource, delivery);
            return delivery;
        });
        UnaryOperator<ApiObject> reduce = key.metadataOnly ? Informers::metadataOf : UnaryOperator.identity();
        Reflector reflector = new Reflector(client, clock, informer, key.selection, reduce);
        if (started) {
            tasks.start("watch of " + key.resource, reflector);
        }
        return new Entry(informer, reflector);
    }

    /** Keeps what all kinds share, without the bulky field managers. */
    private static ApiObject metadataOf(ApiObject object) {
        return ApiObject.of(JsonObject.builder()
                .put("apiVersion", object.apiVersion())
                .put("kind", object.kind())
                .put("metadata", object.metadata().without("managedFields"))
                .build());
    }

    /** Starts the informers that are there, and from now on each new one. */
    public synchronized void start() {
        if (started) {
            return;
        }
        started = true;
        entries.forEach((key, entry) -> tasks.start("watch of " + key.resource, entry.reflector));
    }

    /** The informers there are. */
    public synchronized List<Informer> all() {
        List<Informer> all = new ArrayList<>();
        entries.values().forEach(entry -> all.add(entry.informer));
        return all;
    }

    /** Waits until all informers have their first list; false when {@code patience} ran out first. */
    public boolean awaitSynced(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Informer informer : all()) {
            if (!informer.awaitSynced(Duration.ofNanos(deadline - System.nanoTime()))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        tasks.close();
    }
}
