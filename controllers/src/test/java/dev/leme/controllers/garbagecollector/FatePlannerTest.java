package dev.leme.controllers.garbagecollector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.garbagecollector.Situation.Owner;
import dev.leme.controllers.garbagecollector.Situation.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FatePlannerTest {

    private static final String DELETED = "'deletionTimestamp':'2026-01-01T00:00:00Z',";

    private static Dependency object(String metadata) {
        return new Dependency(
                Resources.SECRETS,
                ApiObject.of(TestCluster.json("{'metadata':{%s'name':'a','uid':'self'}}".formatted(metadata))));
    }

    private static Dependency dependent(String metadata, boolean blocks) {
        return object(metadata + "'ownerReferences':[{'uid':'self','blockOwnerDeletion':" + blocks + "}],");
    }

    private static List<Owner> owners(String states) {
        List<Owner> owners = new ArrayList<>();
        for (String state : states.split(" ")) {
            owners.add(new Owner(JsonObject.EMPTY.with("uid", "owner" + owners.size()), State.valueOf(state)));
        }
        return owners;
    }

    private static String told(Fate fate) {
        return switch (fate) {
            case Fate.Stay() -> "stay";
            case Fate.AwaitKind() -> "await kind";
            case Fate.Unlink(Set<String> uids) ->
                "unlink " + String.join("+", uids.stream().sorted().toList());
            case Fate.Delete(String propagation, boolean unblock) -> propagation + (unblock ? " unblocked" : "");
            case Fate.LetGo(List<Dependency> dependents) -> "let go " + dependents.size();
            case Fate.AwaitDependents(List<Dependency> toDelete) -> "await " + toDelete.size();
            case Fate.Finish() -> "finish";
        };
    }

    @ParameterizedTest
    @CsvSource({
        "SOLID,                stay",
        "ABSENT,               Background",
        "ABSENT ABSENT,        Background",
        "WAITING,              Background",
        "SOLID ABSENT,         unlink owner1",
        "WAITING SOLID ABSENT, unlink owner0+owner2",
        "ABSENT UNKNOWN,       await kind",
        "SOLID UNKNOWN,        await kind",
        "ABSENT OUT_OF_REACH,  stay",
        "UNKNOWN OUT_OF_REACH, stay"
    })
    void object_byItsOwners_staysOrGoes(String states, String fate) {
        assertEquals(fate, told(FatePlanner.plan(new Situation(object(""), owners(states), List.of()))));
    }

    @ParameterizedTest
    @CsvSource({"orphan, Orphan", "foregroundDeletion, Foreground", "other, Background"})
    void deletion_ofWhatHasAFinalizerAlready_keepsItsPolicy(String finalizer, String policy) {
        Dependency self = object("'finalizers':['" + finalizer + "'],");
        assertEquals(policy, told(FatePlanner.plan(new Situation(self, owners("ABSENT"), List.of()))));
    }

    @Test
    void deletion_underAWaitingOwner_cascadesInForeground() {
        List<Dependency> dependents = List.of(dependent("", true));
        assertEquals("Foreground", told(FatePlanner.plan(new Situation(object(""), owners("WAITING"), dependents))));
        assertEquals("Background", told(FatePlanner.plan(new Situation(object(""), owners("ABSENT"), dependents))));
    }

    @Test
    void deletion_inACircle_stopsBlocking() {
        List<Dependency> dependents = List.of(dependent(DELETED + "'finalizers':['foregroundDeletion'],", true));
        assertEquals(
                "Foreground unblocked",
                told(FatePlanner.plan(new Situation(object(""), owners("WAITING"), dependents))));
    }

    @Test
    void object_beingDeleted_isLeftAlone() {
        assertEquals("stay", told(FatePlanner.plan(new Situation(object(DELETED), owners("ABSENT"), List.of()))));
    }

    @Test
    void owner_orphaning_letsAllGo() {
        Dependency self = object(DELETED + "'finalizers':['orphan'],");
        List<Dependency> dependents = List.of(dependent("", true), dependent("", false));
        assertEquals("let go 2", told(FatePlanner.plan(new Situation(self, List.of(), dependents))));
    }

    @Test
    void owner_inForeground_awaitsThoseThatBlockAndDeletesAll() {
        Dependency self = object(DELETED + "'finalizers':['foregroundDeletion'],");
        List<Dependency> all = List.of(dependent("", true), dependent("", false), dependent(DELETED, true));
        assertEquals("await 2", told(FatePlanner.plan(new Situation(self, List.of(), all))));
        List<Dependency> going = List.of(dependent(DELETED, true));
        assertEquals("await 0", told(FatePlanner.plan(new Situation(self, List.of(), going))));
        List<Dependency> free = List.of(dependent("", false));
        assertEquals("finish", told(FatePlanner.plan(new Situation(self, List.of(), free))));
    }
}
