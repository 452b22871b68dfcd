package dev.leme.controllers.garbagecollector;

import dev.leme.api.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What becomes of an object by the state of its owners. */
sealed interface Fate {

    /** It stays as it is. */
    record Stay() implements Fate {}

    /** It stays, without the references to these owners, which are gone or going. */
    record Unlink(List<String> ownerUids) implements Fate {}

    /** It goes, by this propagation policy. */
    record Delete(String propagation) implements Fate {}

    /** How an owner is. */
    enum Owner {
        /** It is there. */
        SOLID,
        /** It is gone for certain. */
        ABSENT,
        /** It is being deleted and waits for its dependents. */
        WAITING,
        /** Its kind isn't served, so nobody can say. */
        UNKNOWN
    }

    /**
     * Decides. A pure function.
     *
     * @param owners the state of each owner, in the order of the object's references
     * @param hasDependents whether something depends on the object itself
     */
    static Fate plan(Dependency dependency, List<Owner> owners, boolean hasDependents) {
        if (owners.isEmpty() || owners.contains(Owner.UNKNOWN)) {
            return new Stay();
        }
        boolean solid = owners.contains(Owner.SOLID);
        boolean lost = owners.contains(Owner.ABSENT) || owners.contains(Owner.WAITING);
        if (solid) {
            return lost ? new Unlink(lostUids(dependency, owners)) : new Stay();
        }
        if (owners.contains(Owner.WAITING) && hasDependents) {
            return new Delete("Foreground");
        }
        List<String> finalizers = dependency.object().finalizers();
        String asked = finalizers.contains(Dependency.FOREGROUND) ? "Foreground" : "Background";
        return new Delete(finalizers.contains(Dependency.ORPHAN) ? "Orphan" : asked);
    }

    private static List<String> lostUids(Dependency dependency, List<Owner> owners) {
        List<String> lost = new ArrayList<>();
        List<JsonObject> references = dependency.owners();
        for (int i = 0; i < references.size(); i++) {
            if (owners.get(i) != Owner.SOLID) {
                lost.add(references.get(i).string("uid"));
            }
        }
        return List.copyOf(lost);
    }
}
