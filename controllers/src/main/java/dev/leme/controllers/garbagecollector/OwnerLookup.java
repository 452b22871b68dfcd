package dev.leme.controllers.garbagecollector;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.client.ApiClient;
import dev.leme.client.event.EventRecorder;
import dev.leme.controllers.catalog.ServedKinds;
import dev.leme.controllers.garbagecollector.Situation.Owner;
import dev.leme.controllers.garbagecollector.Situation.State;

/**
 * Finds out how owners are. A reference means the object of its kind and name in the dependent's namespace, and only if
 * that has the reference's uid. None is taken for absent before the server itself has said so.
 */
final class OwnerLookup {

    private final ApiClient client;
    private final EventRecorder events;
    private final ServedKinds kinds;
    private final Graph graph;
    private final AbsentOwners absent;

    OwnerLookup(ApiClient client, EventRecorder events, ServedKinds kinds, Graph graph, AbsentOwners absent) {
        this.client = client;
        this.events = events;
        this.kinds = kinds;
        this.graph = graph;
        this.absent = absent;
    }

    Owner find(Dependency dependent, JsonObject reference) {
        return new Owner(reference, state(dependent, reference));
    }

    private State state(Dependency dependent, JsonObject reference) {
        Resource resource = kinds.resolve(reference);
        if (resource == null) {
            return State.UNKNOWN;
        }
        String namespace = dependent.object().namespace();
        if (resource.namespaced() && namespace.isEmpty()) {
            tellOfWrongNamespace(dependent, reference);
            return State.OUT_OF_REACH;
        }
        ObjectId id = new ObjectId(resource, resource.namespaced() ? namespace : "", reference.string("name"));
        String uid = reference.string("uid");
        ApiObject seen = graph.find(id);
        if (seen != null && seen.uid().equals(uid)) {
            return present(seen);
        }
        return absent.contains(id, uid) ? State.ABSENT : ask(dependent, reference, id);
    }

    private State ask(Dependency dependent, JsonObject reference, ObjectId id) {
        String uid = reference.string("uid");
        ApiObject now = client.find(id.resource(), id.namespace(), id.name());
        if (now != null && now.uid().equals(uid)) {
            return present(now);
        }
        absent.add(id, uid);
        if (id.resource().namespaced() && graph.knows(id, uid)) {
            tellOfWrongNamespace(dependent, reference);
        }
        return State.ABSENT;
    }

    private static State present(ApiObject owner) {
        return Dependency.isDeletedInForeground(owner) ? State.WAITING : State.SOLID;
    }

    private void tellOfWrongNamespace(Dependency dependent, JsonObject reference) {
        String namespace = dependent.object().namespace();
        String text = "ownerRef [%s/%s, namespace: %s, name: %s, uid: %s] does not exist in namespace \"%s\""
                .formatted(
                        reference.string("apiVersion"),
                        reference.string("kind"),
                        namespace,
                        reference.string("name"),
                        reference.string("uid"),
                        namespace);
        events.warning(dependent.object(), "OwnerRefInvalidNamespace", text);
    }
}
