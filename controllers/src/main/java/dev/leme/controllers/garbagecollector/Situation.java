package dev.leme.controllers.garbagecollector;

import dev.leme.api.json.JsonObject;
import java.util.List;

/**
 * All that decides what becomes of an object.
 *
 * @param self the object
 * @param owners the state of each owner in the order of the object's references; empty where it doesn't matter
 * @param dependents what depends on the object; empty where it doesn't matter
 */
record Situation(Dependency self, List<Owner> owners, List<Dependency> dependents) {

    /** How an owner is. */
    enum State {
        /** It is there. */
        SOLID,
        /** It is gone for certain. */
        ABSENT,
        /** It is being deleted and waits for its dependents. */
        WAITING,
        /** Its kind isn't served, so nobody can say. */
        UNKNOWN,
        /** It is of a kind that lives in namespaces, and the object doesn't: which one is meant can't be said. */
        OUT_OF_REACH
    }

    /** A reference, and how what it refers to is. */
    record Owner(JsonObject reference, State state) {

        String uid() {
            return reference.string("uid");
        }
    }

    Situation {
        owners = List.copyOf(owners);
        dependents = List.copyOf(dependents);
    }

    /** Whether an owner is in this state. */
    boolean hasOwner(State state) {
        return owners.stream().anyMatch(owner -> owner.state() == state);
    }
}
