package dev.leme.controllers.garbagecollector;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.PatchType;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import dev.leme.controllers.catalog.ServedKinds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Settles one object after the other, by uid. The graph says whom to look at; before anything is deleted the server is
 * asked about the object and about each owner that the graph doesn't know.
 */
final class Collector implements Reconciler<String> {

    private final ApiClient client;
    private final Graph graph;
    private final ServedKinds kinds;
    private final Consumer<String> enqueue;

    Collector(ApiClient client, Graph graph, ServedKinds kinds, Consumer<String> enqueue) {
        this.client = client;
        this.graph = graph;
        this.kinds = kinds;
        this.enqueue = enqueue;
    }

    @Override
    public Outcome reconcile(String uid) {
        Dependency known = graph.get(uid);
        Dependency dependency = known == null ? null : live(known);
        if (dependency == null) {
            return Outcome.DONE;
        }
        if (dependency.isOrphaning()) {
            letGo(dependency);
        } else if (dependency.isDeletedInForeground()) {
            awaitDependents(dependency);
        } else if (!dependency.object().isDeleting()) {
            settle(dependency);
        }
        return Outcome.DONE;
    }

    /** The object as the server has it now, or null when it is gone or another has its name. */
    private @Nullable Dependency live(Dependency known) {
        ApiObject object = known.object();
        ApiObject now = client.find(known.resource(), object.namespace(), object.name());
        return now == null || !now.uid().equals(object.uid()) ? null : new Dependency(known.resource(), now);
    }

    private void letGo(Dependency owner) {
        String uid = owner.object().uid();
        for (Dependency dependent : graph.dependentsOf(uid)) {
            Dependency now = live(dependent);
            if (now != null) {
                unlink(now, Set.of(uid));
            }
        }
        removeFinalizer(owner, Dependency.ORPHAN);
    }

    private void awaitDependents(Dependency owner) {
        String uid = owner.object().uid();
        List<Dependency> dependents = graph.dependentsOf(uid);
        if (dependents.stream().noneMatch(dependent -> dependent.blocks(uid))) {
            removeFinalizer(owner, Dependency.FOREGROUND);
            return;
        }
        dependents.stream()
                .filter(dependent -> !dependent.object().isDeleting())
                .forEach(dependent -> enqueue.accept(dependent.object().uid()));
    }

    private void settle(Dependency dependency) {
        List<Fate.Owner> owners = new ArrayList<>();
        dependency.owners().forEach(reference -> owners.add(stateOf(reference, dependency)));
        boolean hasDependents = !graph.dependentsOf(dependency.object().uid()).isEmpty();
        switch (Fate.plan(dependency, owners, hasDependents)) {
            case Fate.Stay stay -> {}
            case Fate.Unlink(List<String> uids) -> unlink(dependency, uids);
            case Fate.Delete(String propagation) -> delete(dependency, propagation);
        }
    }

    private Fate.Owner stateOf(JsonObject reference, Dependency dependency) {
        Dependency owner = graph.get(reference.string("uid"));
        if (owner == null) {
            return absentOrSolid(reference, dependency);
        }
        return owner.isDeletedInForeground() ? Fate.Owner.WAITING : Fate.Owner.SOLID;
    }

    private Fate.Owner absentOrSolid(JsonObject reference, Dependency dependency) {
        Resource resource = kinds.resolve(reference);
        String namespace = dependency.object().namespace();
        if (resource == null || resource.namespaced() && namespace.isEmpty()) {
            return Fate.Owner.UNKNOWN;
        }
        ApiObject owner = client.find(resource, resource.namespaced() ? namespace : "", reference.string("name"));
        return owner != null && owner.uid().equals(reference.string("uid")) ? Fate.Owner.SOLID : Fate.Owner.ABSENT;
    }

    private void unlink(Dependency dependency, Collection<String> ownerUids) {
        List<JsonValue> kept = new ArrayList<>();
        for (JsonObject reference : dependency.owners()) {
            if (!ownerUids.contains(reference.string("uid"))) {
                kept.add(reference);
            }
        }
        patchMetadata(dependency, "ownerReferences", new JsonArray(kept));
    }

    private void removeFinalizer(Dependency dependency, String finalizer) {
        List<String> kept = new ArrayList<>(dependency.object().finalizers());
        kept.remove(finalizer);
        patchMetadata(dependency, "finalizers", JsonArray.ofStrings(kept));
    }

    private void patchMetadata(Dependency dependency, String member, JsonArray value) {
        ApiObject object = dependency.object();
        JsonObject metadata = JsonObject.builder()
                .put("uid", object.uid())
                .put("resourceVersion", object.resourceVersion())
                .put(member, value.isEmpty() ? JsonNull.NULL : value)
                .build();
        JsonObject patch = JsonObject.of("metadata", metadata);
        ignoringAbsence(() ->
                client.patch(dependency.resource(), object.namespace(), object.name(), PatchType.MERGE, patch));
    }

    private void delete(Dependency dependency, String propagation) {
        ApiObject object = dependency.object();
        DeleteOptions options = DeleteOptions.DEFAULT
                .withPropagation(propagation)
                .withUid(object.uid())
                .withResourceVersion(object.resourceVersion());
        ignoringAbsence(() -> client.delete(dependency.resource(), object.namespace(), object.name(), options));
    }

    private static void ignoringAbsence(Runnable write) {
        try {
            write.run();
        } catch (ApiException refused) {
            if (!refused.is(Reason.NOT_FOUND)) {
                throw refused;
            }
        }
    }
}
