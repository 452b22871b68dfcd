package dev.leme.controllers.garbagecollector;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.PatchType;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.Reconciler;
import dev.leme.controllers.catalog.ServedKinds;
import dev.leme.controllers.garbagecollector.Situation.Owner;
import dev.leme.controllers.garbagecollector.Situation.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers an object's situation from memory, has its fate planned and brings it about. Every write holds only for the
 * object as it was seen: who has changed it meanwhile makes the write a conflict, and the object is looked at again.
 */
final class Collector implements Reconciler<ObjectId> {

    private final ApiClient client;
    private final ServedKinds kinds;
    private final Graph graph;
    private final OwnerLookup owners;
    private final Consumer<ObjectId> enqueue;
    private final Set<ObjectId> awaitingKind = ConcurrentHashMap.newKeySet();

    Collector(ApiClient client, ServedKinds kinds, Graph graph, OwnerLookup owners, Consumer<ObjectId> enqueue) {
        this.client = client;
        this.kinds = kinds;
        this.graph = graph;
        this.owners = owners;
        this.enqueue = enqueue;
    }

    @Override
    public Outcome reconcile(ObjectId id) throws InterruptedException {
        kinds.awaitSynced();
        Situation situation = gather(id);
        if (situation != null) {
            run(situation.self(), FatePlanner.plan(situation));
        }
        return Outcome.DONE;
    }

    private @Nullable Situation gather(ObjectId id) {
        ApiObject object = graph.find(id);
        if (object == null) {
            return null;
        }
        Dependency self = new Dependency(id.resource(), object);
        if (self.isOrphaning() || self.isDeletedInForeground()) {
            return new Situation(self, List.of(), graph.dependentsOf(object.uid()));
        }
        List<Owner> found = new ArrayList<>();
        if (!object.isDeleting()) {
            self.owners().forEach(reference -> found.add(owners.find(self, reference)));
        }
        boolean cascades = found.stream().anyMatch(owner -> owner.state() == State.WAITING);
        return new Situation(self, found, cascades ? graph.dependentsOf(object.uid()) : List.of());
    }

    private void run(Dependency self, Fate fate) {
        switch (fate) {
            case Fate.Stay() -> {}
            case Fate.AwaitKind() -> awaitKind(self);
            case Fate.Unlink(Set<String> uids) -> unlink(self, uids);
            case Fate.Delete(String propagation, boolean unblock) ->
                delete(unblock ? unblocked(self) : self, propagation);
            case Fate.LetGo(List<Dependency> dependents) -> letGo(self, dependents);
            case Fate.AwaitDependents(List<Dependency> toDelete) ->
                toDelete.forEach(dependent -> enqueue.accept(dependent.id()));
            case Fate.Finish() -> removeFinalizer(self, Dependency.FOREGROUND);
        }
    }

    /** The kind may have come after it was looked for. */
    private void awaitKind(Dependency self) {
        awaitingKind.add(self.id());
        if (self.owners().stream().allMatch(reference -> kinds.resolve(reference) != null)) {
            enqueue.accept(self.id());
        }
    }

    /** Further kinds may be served now. */
    void kindsChanged() {
        for (ObjectId id : List.copyOf(awaitingKind)) {
            awaitingKind.remove(id);
            enqueue.accept(id);
        }
    }

    private void letGo(Dependency self, List<Dependency> dependents) {
        dependents.forEach(dependent -> unlink(dependent, Set.of(self.object().uid())));
        removeFinalizer(self, Dependency.ORPHAN);
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

    private Dependency unblocked(Dependency dependency) {
        List<JsonValue> free = new ArrayList<>();
        dependency.owners().forEach(reference -> free.add(reference.with("blockOwnerDeletion", false)));
        return patchMetadata(dependency, "ownerReferences", new JsonArray(free));
    }

    private void removeFinalizer(Dependency dependency, String finalizer) {
        List<String> kept = new ArrayList<>(dependency.object().finalizers());
        kept.remove(finalizer);
        patchMetadata(dependency, "finalizers", JsonArray.ofStrings(kept));
    }

    /** What came of it; the object as it was when it is gone. */
    private Dependency patchMetadata(Dependency dependency, String member, JsonArray value) {
        ApiObject object = dependency.object();
        JsonObject metadata = JsonObject.builder()
                .put("uid", object.uid())
                .put("resourceVersion", object.resourceVersion())
                .put(member, value.isEmpty() ? JsonNull.NULL : value)
                .build();
        JsonObject patch = JsonObject.of("metadata", metadata);
        try {
            ApiObject patched =
                    client.patch(dependency.resource(), object.namespace(), object.name(), PatchType.MERGE, patch);
            return new Dependency(dependency.resource(), patched);
        } catch (ApiException refused) {
            ignoreAbsence(refused);
            return dependency;
        }
    }

    private void delete(Dependency dependency, String propagation) {
        ApiObject object = dependency.object();
        DeleteOptions asSeen = DeleteOptions.DEFAULT
                .withPropagation(propagation)
                .withUid(object.uid())
                .withResourceVersion(object.resourceVersion());
        try {
            client.delete(dependency.resource(), object.namespace(), object.name(), asSeen);
        } catch (ApiException refused) {
            ignoreAbsence(refused);
        }
    }

    private static void ignoreAbsence(ApiException refused) {
        if (!refused.is(Reason.NOT_FOUND)) {
            throw refused;
        }
    }
}
