package dev.leme.controllers.catalog;

import dev.leme.api.json.JsonObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.client.ApiClient;
import dev.leme.client.ServedResource;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the server serves, asked for at the start and again whenever a custom resource's definition changes. Each kind that
 * can be listed, watched and deleted gets one handler. Events are left out: there are many, and nothing depends on them.
 */
public final class ServedKinds implements Controller {

    private static final Logger LOG = System.getLogger(ServedKinds.class.getName());
    private static final Set<String> NOT_WATCHED = Set.of("events", "events.events.k8s.io");
    private static final String ALL = "all";

    /** How references name a kind, whichever version of its group they were written with. */
    private record GroupKind(String group, String kind) {}

    private final ApiClient client;
    private final Informers informers;
    private final ReconcileLoop<String> loop;
    private final Map<GroupKind, Resource> known = new ConcurrentHashMap<>();
    private final Map<Resource, Informer> watched = new ConcurrentHashMap<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private Function<Resource, ResourceHandler> handlers = resource -> ResourceHandler.each(object -> {});

    /** Asks nothing before {@link #start}. */
    public ServedKinds(String name, ControllerContext context) {
        this.client = context.client(name);
        this.informers = context.informers();
        this.loop = new ReconcileLoop<>("served kinds of " + name, context.clock(), client);
    }

    /**
     * Begins to ask.
     *
     * @param handlersOfKinds makes the handler of a kind's changes
     * @param onAnswer is called each time when the server has told what it serves
     */
    public synchronized void start(Function<Resource, ResourceHandler> handlersOfKinds, Runnable onAnswer) {
        handlers = handlersOfKinds;
        loop.start(1, key -> discover(onAnswer));
        refresh();
    }

    /** Asks the server again. */
    public void refresh() {
        loop.queue().add(ALL);
    }

    private Outcome discover(Runnable onAnswer) {
        List<ServedResource> served = client.discover();
        served.forEach(kind -> learn(kind.resource()));
        for (ServedResource kind : served) {
            boolean wanted = kind.can("list") && kind.can("watch") && kind.can("delete");
            if (wanted && !NOT_WATCHED.contains(kind.resource().qualified())) {
                watch(kind.resource());
            }
        }
        asked.countDown();
        onAnswer.run();
        return Outcome.DONE;
    }

    private void learn(Resource resource) {
        known.putIfAbsent(new GroupKind(resource.group(), resource.kind()), resource);
    }

    /** Watches one more kind, which the server must serve; without effect when it is watched. */
    public synchronized void watch(Resource resource) {
        learn(resource);
        if (watched.containsKey(resource)) {
            return;
        }
        Informer informer = informers.metadata(resource);
        watched.put(resource, informer);
        informer.addHandler(handlers.apply(resource));
        if (resource.equals(Resources.CUSTOM_RESOURCE_DEFINITIONS)) {
            informer.addHandler(ResourceHandler.each(definition -> refresh()));
        }
    }

    /** The kinds that are watched, each with the cache of at least its objects' metadata. */
    public Map<Resource, Informer> watched() {
        return watched;
    }

    /** Waits until the server has been asked once and the cache of each kind holds its first list. */
    public void awaitSynced() throws InterruptedException {
        asked.await();
        for (Informer informer : watched.values()) {
            while (!informer.awaitSynced(Duration.ofMinutes(1))) {
                LOG.log(Level.WARNING, "Still waiting for the first list of {0}", informer.resource());
            }
        }
    }

    /** The resource to which a reference by apiVersion and kind leads, in whichever version it is served; null for none. */
    public @Nullable Resource resolve(JsonObject reference) {
        String apiVersion = reference.string("apiVersion");
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        return known.get(new GroupKind(group, reference.string("kind")));
    }

    @Override
    public void close() {
        loop.close();
    }
}
