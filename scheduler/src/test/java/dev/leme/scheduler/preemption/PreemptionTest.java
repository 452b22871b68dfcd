package dev.leme.scheduler.preemption;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.selector.LabelSelector;
import dev.leme.scheduler.filter.PodFilters;
import dev.leme.scheduler.filter.Refused;
import dev.leme.scheduler.filter.Rejection;
import dev.leme.scheduler.snapshot.ClusterImage;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import dev.leme.scheduler.volume.ExclusiveClaims;
import dev.leme.scheduler.volume.PodClaims;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Nodes of four cores. Pods are spelt {@code name:priority:cores[:started]@node}, the minute of their start from 0 to 9, and
 * labelled with their name's first letter.
 */
class PreemptionTest {

    private final ClusterImage image = new ClusterImage();
    private List<Budget> budgets = List.of();
    private String nominated = "";

    private static JsonObject json(String text) {
        return (JsonObject) Json.parse(text.replace('\'', '"'));
    }

    private static Pod pod(String text, String more) {
        String[] parts = text.split(":", -1);
        String minute = parts.length > 3 ? parts[3] : "0";
        return Pod.of(json("""
                {'metadata':{'name':'%s','namespace':'default','uid':'%s','labels':{'app':'%s'}},
                 'status':{'startTime':'2026-01-01T00:0%s:00Z'},
                 'spec':{'priority':%s,'containers':[{'name':'c','resources':{'requests':{'cpu':'%s'}}}]%s}}
                """.formatted(parts[0], parts[0], parts[0].charAt(0), minute, parts[1], parts[2], more)));
    }

    private void nodes(int count) {
        for (int i = 1; i <= count; i++) {
            image.put(Node.of(json("""
                    {'metadata':{'name':'n%d','labels':{'host':'n%d'}},
                     'status':{'allocatable':{'cpu':'4','pods':'9'}}}
                    """.formatted(i, i))));
        }
    }

    private void place(String pods) {
        for (String text : pods.split(" ", -1)) {
            String[] parts = text.split("@", -1);
            image.place(pod(parts[0], ""), parts[1]);
        }
    }

    private String plan(Pod incoming) {
        PodDemand demand = PodDemand.of(incoming);
        List<NodeSnapshot> nodes = image.snapshot();
        PodFilters filters = PodFilters.of(
                demand,
                nodes,
                (any, node) -> null,
                ExclusiveClaims.of(demand, PodClaims.NONE, nodes),
                namespace -> Map.of());
        List<Refused> refused = new ArrayList<>();
        for (NodeSnapshot node : nodes) {
            Rejection rejection = filters.check(node);
            if (rejection != null) {
                refused.add(new Refused(node, rejection));
            }
        }
        assertEquals(nodes.size(), refused.size(), "it fits somewhere");
        Preemption.Outcome outcome =
                Preemption.plan(demand, nominated, refused, filters, budgets, PodDemand::isLeaving);
        Candidate candidate = outcome.candidate();
        return candidate == null
                ? outcome.text()
                : candidate.node().name() + " "
                        + candidate.victims().stream().map(PodDemand::uid).collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a:1:2@n1 b:2:2@n1                             | x:9:2 | n1 a
            a:1:2@n1 b:1:2:5@n1                           | x:9:2 | n1 b
            a:1:1@n1 b:2:2@n1 c:3:1@n1                    | x:9:2 | n1 b
            a:1:1@n1 b:2:2@n1 c:3:1@n1                    | x:9:4 | n1 c,b,a
            a:5:4@n1 b:3:4@n2                             | x:9:1 | n2 b
            a:3:2@n1 b:3:2@n1 c:3:4@n2                    | x:9:4 | n2 c
            a:3:2@n1 b:2:2@n1 c:3:2@n2 d:1:2@n2           | x:9:4 | n2 c,d
            a:3:4:1@n1 b:3:4:2@n2                         | x:9:1 | n2 b
            a:9:4@n1 b:3:4@n2                             | x:9:1 | n2 b
            a:-5:4@n1 b:0:4@n2                            | x:0:1 | n1 a
            """)
    void plan_lessImportantPods_leastHarmIsDone(String placed, String incoming, String expected) {
        nodes(placed.contains("@n2") ? 2 : 1);
        place(placed);
        assertEquals(expected, plan(pod(incoming, "")));
    }

    @Test
    void plan_budgetOnTheCheaperNode_theOtherIsCleared() {
        nodes(2);
        place("a:1:4@n1 b:5:4@n2");
        budgets = List.of(new Budget("default", LabelSelector.parse("app=a"), 0, Set.of()));
        assertEquals("n2 b", plan(pod("x:9:1", "")));
        budgets = List.of(new Budget("default", LabelSelector.parse("app=a"), 1, Set.of()));
        assertEquals("n1 a", plan(pod("x:9:1", "")));
    }

    @Test
    void plan_budgetOnOneNode_othersGoFirstThere() {
        nodes(1);
        place("a:1:2@n1 b:2:2@n1");
        budgets = List.of(new Budget("default", LabelSelector.parse("app=a"), 0, Set.of()));
        assertEquals("n1 b", plan(pod("x:9:2", "")));
    }

    @Test
    void plan_antiAffinity_whoIsInTheWayLeaves() {
        nodes(1);
        place("a:1:1@n1 b:1:1@n1");
        String away = """
            ,'affinity':{'podAntiAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[
             {'labelSelector':{'matchLabels':{'app':'b'}},'topologyKey':'host'}]}}
            """;
        assertEquals("n1 b", plan(pod("x:9:1", away)));
    }

    @Test
    void plan_never_saysSo() {
        nodes(1);
        place("a:1:4@n1");
        assertEquals("not eligible due to preemptionPolicy=Never.", plan(pod("x:9:1", ",'preemptionPolicy':'Never'")));
    }

    @Test
    void plan_victimStillLeaving_waits() {
        nodes(1);
        Pod leaving = Pod.of(json("""
                {'metadata':{'name':'a','uid':'a','namespace':'default','deletionTimestamp':'2026-01-01T00:00:00Z'},
                 'spec':{'containers':[{'name':'c','resources':{'requests':{'cpu':'4'}}}]}}
                """));
        image.place(leaving, "n1");
        nominated = "n1";
        assertEquals(Preemption.STILL_LEAVING, plan(pod("x:9:1", "")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a:9:4@n1 | x:9:1 | 0/1 nodes are available: 1 No preemption victims found for incoming pod.
            a:1:4@n1 | x:9:5 | 0/1 nodes are available: 1 Preemption is not helpful for scheduling.
            a:9:3@n1 b:1:1@n1 | x:9:2 | 0/1 nodes are available: 1 Insufficient cpu.
            """)
    void plan_noHelp_reasonsAreUpstreams(String placed, String incoming, String expected) {
        nodes(1);
        place(placed);
        assertEquals(expected, plan(pod(incoming, "")));
    }
}
