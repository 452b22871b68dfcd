package dev.leme.controllers.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.leme.api.json.JsonObject;
import dev.leme.api.resource.Resources;
import dev.leme.controllers.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConditionsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:10Z");
    private static final Leftover PODS =
            new Leftover(Resources.PODS, 2, Map.of("example.com/b", 1, "example.com/a", 2), Duration.ofSeconds(15));
    private static final Leftover SETS =
            new Leftover(Resources.STATEFUL_SETS, 1, Map.of("example.com/a", 1), Duration.ofSeconds(15));
    private static final Leftover MAPS = new Leftover(Resources.CONFIG_MAPS, 1, Map.of(), Duration.ZERO);

    private static List<String> told(Emptying emptying) {
        return Conditions.status(JsonObject.EMPTY, emptying, NOW).array("conditions").objects().stream()
                .map(condition -> "%s=%s %s: %s"
                        .formatted(
                                condition.string("type"),
                                condition.string("status"),
                                condition.string("reason"),
                                condition.string("message")))
                .toList();
    }

    @Test
    void conditions_ofAnEmptyNamespace_areAllFine() {
        assertEquals(
                List.of(
                        "NamespaceDeletionDiscoveryFailure=False ResourcesDiscovered: All resources successfully discovered",
                        "NamespaceDeletionGroupVersionParsingFailure=False ParsedGroupVersions: All legacy kube types successfully parsed",
                        "NamespaceDeletionContentFailure=False ContentDeleted: All content successfully deleted, may be waiting on finalization",
                        "NamespaceContentRemaining=False ContentRemoved: All content successfully removed",
                        "NamespaceFinalizersRemaining=False ContentHasNoFinalizers: All content-preserving finalizers finished"),
                told(Emptying.DONE));
    }

    @Test
    void conditions_ofWhatIsLeft_nameKindsAndFinalizers() {
        List<String> told = told(Emptying.DONE.with("x", SETS).with("x", PODS));
        assertEquals(
                "NamespaceContentRemaining=True SomeResourcesRemain: Some resources are remaining: "
                        + "pods. has 2 resource instances, statefulsets.apps has 1 resource instances",
                told.get(3));
        assertEquals(
                "NamespaceFinalizersRemaining=True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: "
                        + "example.com/a in 3 resource instances, example.com/b in 1 resource instances",
                told.get(4));
    }

    @Test
    void conditions_ofFailures_nameThem() {
        assertEquals(
                "NamespaceDeletionContentFailure=True ContentDeletionFailed: Failed to delete all resource types, 2 remaining: "
                        + "a is broken, unexpected items still remain in namespace: x for gvr: /v1, Resource=configmaps",
                told(Emptying.DONE.with("x", MAPS).failed("a is broken")).get(2));
        assertEquals(
                "NamespaceDeletionDiscoveryFailure=True DiscoveryFailed: no answer",
                told(Emptying.undiscovered("no answer")).getFirst());
    }

    @Test
    void status_thatSaysTheSame_isTheSame() {
        JsonObject first = Conditions.status(JsonObject.EMPTY, Emptying.DONE.with("x", PODS), NOW);
        JsonObject later = Conditions.status(first, Emptying.DONE.with("x", PODS), NOW.plusSeconds(5));
        assertEquals(first, later);
        assertEquals("Terminating", first.string("phase"));
    }

    @Test
    void status_thatChanges_keepsTheTimesOfOthers() {
        JsonObject other = TestCluster.json("{'conditions':[{'type':'Mine','status':'True'}]}");
        JsonObject first = Conditions.status(other, Emptying.DONE.with("x", PODS), NOW);
        JsonObject later = Conditions.status(first, Emptying.DONE, NOW.plusSeconds(5));
        List<JsonObject> conditions = later.array("conditions").objects();
        assertEquals(6, conditions.size());
        assertEquals("Mine", conditions.getFirst().string("type"));
        assertSame(first.array("conditions").objects().get(1), conditions.get(1));
        assertEquals("2026-01-01T00:00:15Z", conditions.get(4).string("lastTransitionTime"));
    }
}
