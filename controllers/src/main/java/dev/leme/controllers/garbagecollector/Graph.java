package dev.leme.controllers.garbagecollector;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All objects by uid, and who depends on whom, as the watches tell it. */
final class Graph {

    private final Map<String, Dependency> objects = new HashMap<>();
    private final Map<String, Set<String>> dependents = new HashMap<>();

    /** The object is there, or changed. */
    synchronized void put(Dependency dependency) {
        String uid = dependency.object().uid();
        remove(uid);
        objects.put(uid, dependency);
        for (JsonObject owner : dependency.owners()) {
            dependents.computeIfAbsent(owner.string("uid"), none -> new HashSet<>()).add(uid);
        }
    }

    /** The object is gone. */
    synchronized void remove(String uid) {
        Dependency known = objects.remove(uid);
        if (known == null) {
            return;
        }
        for (JsonObject owner : known.owners()) {
            dependents.computeIfPresent(owner.string("uid"), (same, uids) -> {
                uids.remove(uid);
                return uids.isEmpty() ? null : uids;
            });
        }
    }

    synchronized @Nullable Dependency get(String uid) {
        return objects.get(uid);
    }

    /** The objects that name the owner of this uid. */
    synchronized List<Dependency> dependentsOf(String uid) {
        List<Dependency> found = new ArrayList<>();
        for (String dependent : dependents.getOrDefault(uid, Set.of())) {
            Dependency dependency = objects.get(dependent);
            if (dependency != null) {
                found.add(dependency);
            }
        }
        return found;
    }

    /** Whether any owner of the object isn't known here. */
    synchronized boolean lacksOwner(ApiObject object) {
        return object.ownerReferences().stream().anyMatch(owner -> !objects.containsKey(owner.string("uid")));
    }
}
