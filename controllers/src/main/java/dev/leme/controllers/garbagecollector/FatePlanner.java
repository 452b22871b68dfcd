package dev.leme.controllers.garbagecollector;

import dev.leme.controllers.garbagecollector.Situation.Owner;
import dev.leme.controllers.garbagecollector.Situation.State;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides what becomes of an object by the state of its owners and dependents. Pure. */
final class FatePlanner {

    private static final Fate STAY = new Fate.Stay();

    private FatePlanner() {}

    static Fate plan(Situation situation) {
        Dependency self = situation.self();
        if (self.isOrphaning()) {
            return new Fate.LetGo(situation.dependents());
        }
        if (self.isDeletedInForeground()) {
            return inForeground(situation);
        }
        return self.object().isDeleting() || situation.owners().isEmpty() ? STAY : byOwners(situation);
    }

    /** Only dependents that say so hold up their owner, but all of them are deleted with it. */
    private static Fate inForeground(Situation situation) {
        String uid = situation.self().object().uid();
        if (situation.dependents().stream().noneMatch(dependent -> dependent.blocks(uid))) {
            return new Fate.Finish();
        }
        List<Dependency> toDelete = situation.dependents().stream()
                .filter(dependent -> !dependent.object().isDeleting())
                .toList();
        return new Fate.AwaitDependents(toDelete);
    }

    private static Fate byOwners(Situation situation) {
        if (situation.hasOwner(State.OUT_OF_REACH)) {
            return STAY;
        }
        if (situation.hasOwner(State.UNKNOWN)) {
            return new Fate.AwaitKind();
        }
        if (situation.hasOwner(State.SOLID)) {
            Set<String> lost = lost(situation);
            return lost.isEmpty() ? STAY : new Fate.Unlink(lost);
        }
        return deletion(situation);
    }

    private static Set<String> lost(Situation situation) {
        return situation.owners().stream()
                .filter(owner -> owner.state() != State.SOLID)
                .map(Owner::uid)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Dependents of what waits for its dependents wait for theirs. Where one of these is itself being deleted in the
     * foreground the references may run in a circle, in which everyone would wait for ever: so the object stops blocking.
     */
    private static Fate deletion(Situation situation) {
        if (situation.hasOwner(State.WAITING) && !situation.dependents().isEmpty()) {
            boolean circle = situation.dependents().stream().anyMatch(Dependency::isDeletedInForeground);
            return new Fate.Delete("Foreground", circle);
        }
        List<String> finalizers = situation.self().object().finalizers();
        if (finalizers.contains(Dependency.ORPHAN)) {
            return new Fate.Delete("Orphan", false);
        }
        return new Fate.Delete(finalizers.contains(Dependency.FOREGROUND) ? "Foreground" : "Background", false);
    }
}
