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

    private static final String SPREAD = """
            {'topologySpreadConstraints':[{'maxSkew':1,'topologyKey':'zone','whenUnsatisfiable':'DoNotSchedule',
             'labelSelector':{'matchLabels':{'app':'web'}}%s}]%s}
            """;

    private String spread(String constraint, String spec) {
        PodDemand pod = PodDemand.of(pod("incoming", "web", SPREAD.formatted(constraint, spec)));
        return fitting(Spreading.of(pod, image.snapshot()), pod);
    }

    @ParameterizedTest
    @CsvSource({"1, a1 a2 b1", "2, a1 a2 b1", "3, ''"})
    void spread_fewerPlacesThanMinDomains_theSmallestCountIsZero(int minDomains, String expected) {
        place("web@a1 web@b1", "{}");
        assertEquals(expected, spread(",'minDomains':" + minDomains, ""));
    }

    /** In zone b nothing runs; the pod can't go there anyway. */
    @ParameterizedTest
    @CsvSource({"Honor, a1 a2", "Ignore, ''"})
    void spread_nodesOutOfItsAffinity_countByPolicy(String policy, String expected) {
        place("web@a1", "{}");
        String fitting = spread(",'nodeAffinityPolicy':'" + policy + "'", ",'nodeSelector':{'zone':'a'}");
        assertEquals(expected, fitting.replace("b1", "").trim());
    }

    @ParameterizedTest
    @CsvSource({"Honor, a1 a2", "Ignore, ''"})
    void spread_nodesWhoseTaintsItDoesNotBear_countByPolicy(String policy, String expected) {
        image.put(Node.of(json("""
                {'metadata':{'name':'b1','labels':{'host':'b1','zone':'b'}},
                 'spec':{'taints':[{'key':'k','value':'v','effect':'NoSchedule'}]}}""")));
        place("web@a1", "{}");
        String fitting = spread(",'nodeTaintsPolicy':'" + policy + "'", "");
        assertEquals(expected, fitting.replace("b1", "").trim());
    }

    @Test
    void spread_podsThatAreLeaving_doNotCount() {
        Pod leaving = Pod.of(json("""
                {'metadata':{'name':'w','uid':'w','namespace':'default','labels':{'app':'web'},
                 'deletionTimestamp':'2026-01-01T00:00:00Z'},'spec':{}}"""));
        image.place(leaving, "a1");
        assertEquals("a1 a2 b1", spread("", ""));
    }

    /** Of the two that are there only the one of the same version is its like. */
    @Test
    void spread_matchLabelKeys_onlyItsOwnRevisionCounts() {
        image.place(labelled("old", "'app':'web','version':'1'"), "a1");
        image.place(labelled("new", "'app':'web','version':'2'"), "b1");
        Pod incoming = Pod.of(json("""
                {'metadata':{'name':'x','uid':'x','namespace':'default','labels':{'app':'web','version':'2'}},'spec':%s}
                """.formatted(SPREAD.formatted(",'matchLabelKeys':['version']", ""))));
        PodDemand pod = PodDemand.of(incoming);
        assertEquals("a1 a2", fitting(Spreading.of(pod, image.snapshot()), pod));
    }

    private static Pod labelled(String name, String labels) {
        return Pod.of(json("{'metadata':{'name':'%s','uid':'%s','namespace':'default','labels':{%s}},'spec':{}}"
                .formatted(name, name, labels)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                                          | b1
            ,'namespaces':['other']                                     | a1
            ,'namespaces':['default','other']                           | a1 b1
            ,'namespaceSelector':{}                                     | a1 b1
            ,'namespaceSelector':{'matchLabels':{'team':'x'}}           | a1
            ,'namespaceSelector':{'matchLabels':{'team':'none'}}        | ``
            ,'namespaces':['default'],'namespaceSelector':{'matchLabels':{'team':'x'}} | a1 b1
            """)
    void affinity_namespaces_decideWhoIsMeant(String namespaces, String expected) {
        image.place(
                Pod.of(json("{'metadata':{'name':'o','uid':'o','namespace':'other','labels':{'app':'db'}}}")), "a1");
        image.place(
                Pod.of(json("{'metadata':{'name':'d','uid':'d','namespace':'default','labels':{'app':'db'}}}")), "b1");
        PodDemand pod = PodDemand.of(pod("incoming", "web", """
                {'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[
                 {'labelSelector':{'matchLabels':{'app':'db'}},'topologyKey':'host'%s}]}}}""".formatted(namespaces)));
        Map<String, Map<String, String>> labels = Map.of("other", Map.of("team", "x"), "default", Map.of("team", "y"));
        assertEquals(
                expected,
                fitting(
                        Neighbours.of(pod, image.snapshot(), namespace -> labels.getOrDefault(namespace, Map.of())),
                        pod));
    }
}
