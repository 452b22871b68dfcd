package dev.leme.scheduler.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.scheduler.snapshot.ClusterImage;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three nodes: a1 and a2 in zone a, b1 in zone b; pods are placed as {@code app@node}. */
class NeighboursTest {

    private final ClusterImage image = new ClusterImage();

    NeighboursTest() {
        for (String name : List.of("a1", "a2", "b1")) {
            image.put(Node.of(json("{'metadata':{'name':'%s','labels':{'host':'%s','zone':'%s'}}}"
                    .formatted(name, name, name.substring(0, 1)))));
        }
    }

    private static JsonObject json(String text) {
        return (JsonObject) Json.parse(text.replace('\'', '"'));
    }

    private static Pod pod(String uid, String app, String spec) {
        return Pod.of(json("{'metadata':{'name':'%s','uid':'%s','namespace':'default','labels':{'app':'%s'}},'spec':%s}"
                .formatted(uid, uid, app, spec)));
    }

    private static String affinity(String kind, String app, String topology) {
        return """
            {'affinity':{'%s':{'requiredDuringSchedulingIgnoredDuringExecution':[
             {'labelSelector':{'matchLabels':{'app':'%s'}},'topologyKey':'%s'}]}}}
            """.formatted(kind, app, topology);
    }

    private void place(String pods, String spec) {
        int number = 0;
        for (String text : pods.split(" ", -1)) {
            if (!text.isEmpty()) {
                String[] parts = text.split("@", -1);
                image.place(pod(text + number++, parts[0], spec), parts[1]);
            }
        }
        image.checkInvariants();
    }

    private String fitting(Filter filter, PodDemand pod) {
        List<String> names = new ArrayList<>();
        for (NodeSnapshot node : image.snapshot()) {
            if (filter.check(pod, node) == null) {
                names.add(node.name());
            }
        }
        return String.join(" ", names);
    }

    private String neighbours(String app, String spec) {
        PodDemand pod = PodDemand.of(pod("incoming", app, spec));
        return fitting(Neighbours.of(pod, image.snapshot(), namespace -> Map.of()), pod);
    }

    @ParameterizedTest
    @CsvSource({
        "podAffinity, db, host, db@a2, a2",
        "podAffinity, db, zone, db@a2, a1 a2",
        "podAffinity, db, zone, '', ''",
        "podAffinity, web, zone, '', a1 a2 b1",
        "podAffinity, db, rack, db@a2, ''",
        "podAntiAffinity, db, host, db@a2, a1 b1",
        "podAntiAffinity, db, zone, db@a2, b1",
        "podAntiAffinity, web, host, web@a1 web@b1, a2",
        "podAntiAffinity, db, zone, '', a1 a2 b1",
    })
    void pod_withATerm_fitsOn(String kind, String app, String topology, String placed, String expected) {
        place(placed, "{}");
        assertEquals(expected, neighbours("web", affinity(kind, app, topology)));
    }

    @Test
    void pod_thatOthersAvoid_staysAway() {
        place("db@a1", affinity("podAntiAffinity", "web", "zone"));
        assertEquals("b1", neighbours("web", "{}"));
        assertEquals("a1 a2 b1", neighbours("cache", "{}"));
    }

    @ParameterizedTest
    @CsvSource({
        "1, zone, '', a1 a2 b1",
        "1, zone, web@a1, b1",
        "2, zone, web@a1, a1 a2 b1",
        "1, zone, web@a1 web@b1, a1 a2 b1",
        "1, host, web@a1 web@a2, b1",
        "1, rack, '', ''",
    })
    void pod_spread_fitsOn(int skew, String topology, String placed, String expected) {
        place(placed, "{}");
        PodDemand pod = PodDemand.of(pod("incoming", "web", """
                {'topologySpreadConstraints':[{'maxSkew':%d,'topologyKey':'%s','whenUnsatisfiable':'DoNotSchedule',
                 'labelSelector':{'matchLabels':{'app':'web'}}}]}
                """.formatted(skew, topology)));
        assertEquals(expected, fitting(Spreading.of(pod, image.snapshot()), pod));
    }
}
