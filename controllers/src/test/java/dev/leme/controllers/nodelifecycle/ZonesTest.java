package dev.leme.controllers.nodelifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.object.ApiObject;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.nodelifecycle.Taints.Eviction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZonesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static ApiObject node(String zone, boolean ready) {
        return TestCluster.object("""
                {'metadata':{'labels':{'topology.kubernetes.io/zone':'%s'}},
                 'status':{'conditions':[{'type':'Ready','status':'%s'}]}}
                """.formatted(zone, ready ? "True" : "Unknown"));
    }

    /** The other nodes of zone a, and one ready node of zone b. */
    private static List<ApiObject> nodes(int ready, int silent, boolean another) {
        List<ApiObject> nodes = new ArrayList<>();
        for (int i = 0; i < ready + silent; i++) {
            nodes.add(node("a", i < ready));
        }
        if (another) {
            nodes.add(node("b", true));
        }
        return nodes;
    }

    @ParameterizedTest
    @CsvSource({
        "9, 0, false, YES, 9",
        "1, 1, false, YES, 9",
        "2, 2, false, LATER, 0",
        "0, 2, true, YES, 9",
        "0, 2, false, NO, 0",
        "20, 39, false, YES, 99"
    })
    void of_shareOfSilentNodes_decidesWhetherAndHowFastTheyAreCleared(
            int ready, int silent, boolean another, Eviction expected, int secondsOfPause) {
        Zones zones = new Zones();
        List<ApiObject> nodes = nodes(ready, silent, another);
        ApiObject node = node("a", false);
        assertEquals(expected, zones.of(node, nodes, false, NOW));
        if (expected == Eviction.YES) {
            assertEquals(Eviction.LATER, zones.of(node, nodes, false, NOW.plusSeconds(secondsOfPause)));
            assertEquals(Eviction.YES, zones.of(node, nodes, false, NOW.plusSeconds(secondsOfPause + 1)));
        }
    }
}
