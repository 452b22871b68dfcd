package dev.leme.controllers.podgc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.controllers.TestCluster;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodGcPlannerTest {

    private static ApiObject ended(String name, String created, String reason) {
        return TestCluster.object("""
                {'metadata':{'name':'%s','namespace':'default','creationTimestamp':'2026-01-01T00:00:%sZ'},
                 'status':{'phase':'Failed','reason':'%s'}}
                """.formatted(name, created, reason));
    }

    @ParameterizedTest
    @CsvSource({
        "4, ''",
        "5, ''",
        "3, evicted",
        "2, evicted+old",
        "1, evicted+old+young-a",
        "0, evicted+old+young-a+young-b"
    })
    void excess_goesEvictedFirstThenOldest(int most, String gone) {
        List<ApiObject> pods = List.of(
                ended("young-b", "30", ""),
                ended("young-a", "30", ""),
                ended("old", "10", ""),
                ended("evicted", "40", "Evicted"));
        List<String> names =
                PodGcPlanner.excess(pods, most).stream().map(ApiObject::name).toList();
        assertEquals(gone, String.join("+", names));
    }

    @ParameterizedTest
    @CsvSource({"Pending, false", "Running, false", "Unknown, false", "Succeeded, true", "Failed, true"})
    void hasEnded_byPhase(String phase, boolean ended) {
        assertEquals(ended, PodGcPlanner.hasEnded(TestCluster.object("{'status':{'phase':'" + phase + "'}}")));
    }

    @ParameterizedTest
    @CsvSource({
        "node.kubernetes.io/out-of-service, False, true",
        "node.kubernetes.io/out-of-service, Unknown, true",
        "node.kubernetes.io/out-of-service, True, false",
        "node.kubernetes.io/unreachable, Unknown, false"
    })
    void isOutOfService_byTaintAndReadiness(String taint, String ready, boolean outOfService) {
        ApiObject node = TestCluster.object(
                "{'spec':{'taints':[{'key':'%s'}]},'status':{'conditions':[{'type':'Ready','status':'%s'}]}}"
                        .formatted(taint, ready));
        assertEquals(outOfService, PodGcPlanner.isOutOfService(node));
        assertFalse(PodGcPlanner.isOutOfService(null));
    }

    @Test
    void disrupted_saysThatItsNodeIsGone_andKeepsOtherConditions() {
        ApiObject pod = TestCluster.object("""
                {'metadata':{'generation':3},'status':{'phase':'Running','podIP':'10.42.0.9',
                 'conditions':[{'type':'Ready','status':'True'},{'type':'DisruptionTarget','status':'False'}]}}
                """);
        JsonObject status = PodGcPlanner.disrupted(pod, Instant.parse("2026-01-01T00:00:00.9Z"));
        assertEquals("Failed", status.string("phase"));
        assertEquals("10.42.0.9", status.string("podIP"));
        List<JsonObject> conditions = status.array("conditions").objects();
        assertEquals(2, conditions.size());
        assertEquals(TestCluster.json("""
                        {'type':'DisruptionTarget','observedGeneration':3,'status':'True',
                         'lastTransitionTime':'2026-01-01T00:00:00Z','reason':'DeletionByPodGC',
                         'message':'PodGC: node no longer exists'}
                        """), conditions.getLast());
    }

    @Test
    void isUnscheduledAndDeleted_needsBoth() {
        String deleted = "'deletionTimestamp':'2026-01-01T00:00:00Z'";
        assertTrue(PodGcPlanner.isUnscheduledAndDeleted(TestCluster.object("{'metadata':{" + deleted + "}}")));
        assertFalse(PodGcPlanner.isUnscheduledAndDeleted(TestCluster.object("{'metadata':{}}")));
        assertFalse(PodGcPlanner.isUnscheduledAndDeleted(
                TestCluster.object("{'metadata':{" + deleted + "},'spec':{'nodeName':'n1'}}")));
    }
}
