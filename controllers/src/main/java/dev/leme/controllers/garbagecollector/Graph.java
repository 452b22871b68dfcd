package dev.leme.controllers.garbagecollector;

import dev.leme.api.object.ApiObject;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.controllers.catalog.ServedKinds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All objects and who depends on whom. It holds nothing itself: each informer has its objects by name, and by the uids of
 * their owners.
 */
final class Graph {

    private final ServedKinds kinds;

    Graph(ServedKinds kinds) {
        this.kinds = kinds;
    }

    /** The object as last seen, or null. */
    @Nullable ApiObject find(ObjectId id) {
        Informer informer = kinds.watched().get(id.resource());
        return informer == null ? null : informer.lister().find(new ObjectKey(id.namespace(), id.name()));
    }

    /** The objects of all kinds that name the owner of this uid. */
    List<Dependency> dependentsOf(String uid) {
        List<Dependency> found = new ArrayList<>();
        kinds.watched()
                .forEach((resource, informer) -> informer.lister()
                        .byIndex(Informer.BY_OWNER, uid)
                        .forEach(object -> found.add(new Dependency(resource, object))));
        return found;
    }

    /** Whether an object of {@code id}'s kind has this uid, whatever its name and namespace; looks at all of them. */
    boolean knows(ObjectId id, String uid) {
        Informer informer = kinds.watched().get(id.resource());
        return informer != null
                && informer.lister().list().stream()
                        .anyMatch(object -> object.uid().equals(uid));
    }
}
