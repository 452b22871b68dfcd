package dev.leme.controllers.replicas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.object.ApiObject;
import dev.leme.controllers.TestCluster;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicasPlannerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    private static ApiObject set(int replicas) {
        return TestCluster.object("{'metadata':{'name':'a'},'spec':{'replicas':" + replicas + "}}");
    }

    private static Pod pod(String name, String node, String phase, boolean ready, String annotations) {
        return Pod.of(TestCluster.json("""
                {'metadata':{'name':'%s','uid':'%s','annotations':%s},'spec':{'nodeName':'%s'},
                 'status':{'phase':'%s','conditions':[{'type':'Ready','status':'%s'}]}}
                """.formatted(name, name, annotations, node, phase, ready ? "True" : "False")));
    }

    private static List<String> names(List<Pod> pods) {
        return pods.stream().map(pod -> pod.metadata().name()).toList();
    }

    @Test
    void plan_tooFew_createsTheMissing() {
        List<Pod> pods = List.of(pod("a", "n1", "Running", true, "{}"), pod("b", "n1", "Failed", false, "{}"));
        assertEquals(2, ReplicasPlanner.plan(set(3), pods, List.of(), NOW).create());
    }

    @Test
    void plan_tooMany_deletesTheLeastMissed() {
        Pod ready = pod("ready", "n1", "Running", true, "{}");
        Pod cheap = pod("cheap", "n1", "Running", true, "{'controller.kubernetes.io/pod-deletion-cost':'-5'}");
        Pod unready = pod("unready", "n1", "Running", false, "{}");
        Pod pending = pod("pending", "n1", "Pending", false, "{}");
        Pod unassigned = pod("unassigned", "", "Pending", false, "{}");
        List<Pod> pods = List.of(ready, cheap, unready, pending, unassigned);
        assertEquals(
                List.of("unassigned", "pending", "unready", "cheap"),
                names(ReplicasPlanner.plan(set(1), pods, List.of(), NOW).delete()));
    }

    @Test
    void plan_tooMany_crowdedNodeGivesUpFirst() {
        List<Pod> pods = List.of(pod("a", "n1", "Running", true, "{}"), pod("b", "n2", "Running", true, "{}"));
        List<Pod> related = List.of(pod("c", "n2", "Running", true, "{}"));
        assertEquals(
                List.of("b"),
                names(ReplicasPlanner.plan(set(1), pods, related, NOW).delete()));
    }
}
