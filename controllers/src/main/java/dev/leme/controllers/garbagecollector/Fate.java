package dev.leme.controllers.garbagecollector;

import java.util.List;
import java.util.Set;

/** What is to be done about an object. */
sealed interface Fate {

    /** It stays as it is. */
    record Stay() implements Fate {}

    /** It stays until somebody serves the kind of an owner. */
    record AwaitKind() implements Fate {}

    /** It stays, without the references to these owners, which are gone or going. */
    record Unlink(Set<String> ownerUids) implements Fate {}

    /**
     * It goes.
     *
     * @param propagation what becomes of its own dependents
     * @param unblock whether it must first stop blocking its owners, because they wait for each other
     */
    record Delete(String propagation, boolean unblock) implements Fate {}

    /** It is being deleted, and these lose their reference to it before it goes. */
    record LetGo(List<Dependency> dependents) implements Fate {}

    /** It is being deleted, and goes after its dependents; these have not been deleted yet. */
    record AwaitDependents(List<Dependency> toDelete) implements Fate {}

    /** It is being deleted, and none of its dependents holds it up any more. */
    record Finish() implements Fate {}
}
