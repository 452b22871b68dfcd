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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the server serves, asked for at the start and again whenever a custom resource's definition changes. Each kind that
 * can be listed, watched and deleted gets the handler that {@code handlers} makes for it, once.
 */
public final class ServedKinds implements Controller {

    private static final Set<String> NOT_WATCHED = Set.of("events", "events.events.k8s.io");

    private final ApiClient client;
    private final Informers informers;
    private final Function<Resource, ResourceHandler> handlers;
    private final ReconcileLoop<String> loop;
    private volatile Map<Resource, Informer> watched = Map.of();

    /** Begins to ask. */
    public ServedKinds(String name, ControllerContext context, Function<Resource, ResourceHandler> handlers) {
        this.client = context.client(name);
        this.informers = context.informers();
        this.handlers = handlers;
        this.loop = new ReconcileLoop<>("served kinds of " + name, context.clock(), client);
        loop.on(informers.metadata(Resources.CUSTOM_RESOURCE_DEFINITIONS), definition -> List.of("kinds"));
        loop.start(1, key -> discover());
        loop.queue().add("kinds");
    }

    private Outcome discover() {
        Map<Resource, Informer> now = new LinkedHashMap<>(watched);
        for (ServedResource served : client.discover()) {
            Resource resource = served.resource();
            boolean wanted = served.can("list") && served.can("watch") && served.can("delete");
            if (wanted && !NOT_WATCHED.contains(resource.qualified()) && !now.containsKey(resource)) {
                Informer informer = informers.metadata(resource);
                informer.addHandler(handlers.apply(resource));
                now.put(resource, informer);
            }
        }
        watched = Map.copyOf(now);
        return Outcome.DONE;
    }

    /** The kinds, each with the cache of at least its objects' metadata. */
    public Map<Resource, Informer> watched() {
        return watched;
    }

    /** The resource to which a reference by apiVersion and kind leads, in whichever version it is served; null for none. */
    public @Nullable Resource resolve(JsonObject reference) {
        String apiVersion = reference.string("apiVersion");
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        for (Resource resource : watched.keySet()) {
            if (resource.group().equals(group) && resource.kind().equals(reference.string("kind"))) {
                return resource;
            }
        }
        return null;
    }

    @Override
    public void close() {
        loop.close();
    }
}
