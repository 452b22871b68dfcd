package dev.leme.scheduler.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.scheduler.snapshot.ClusterImage;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import dev.leme.scheduler.volume.ExclusiveClaims;
import dev.leme.scheduler.volume.PodClaims;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiltersTest {

    private static JsonObject json(String text) {
        return (JsonObject) Json.parse(text.replace('\'', '"'));
    }

    private static PodDemand pod(String name, String spec) {
        return PodDemand.of(
                Pod.of(json("{'metadata':{'name':'" + name + "','uid':'" + name + "'},'spec':" + spec + "}")));
    }

    private static Node node(String spec) {
        return Node.of(json("""
                {'metadata':{'name':'n1','labels':{'disk':'ssd','cores':'8'}},'spec':%s,
                 'status':{'allocatable':{'cpu':'2','memory':'1Gi','pods':'2','example.com/gpu':'1'}}}
                """.formatted(spec)));
    }

    private static NodeSnapshot snapshot(String spec, PodDemand... placed) {
        ClusterImage image = new ClusterImage();
        image.put(node(spec));
        for (PodDemand pod : placed) {
            image.place(pod.pod(), "n1");
        }
        image.checkInvariants();
        return image.snapshot().getFirst();
    }

    private static String verdict(PodDemand pod, NodeSnapshot node) {
        for (Filter filter : Filters.ALL) {
            Rejection rejection = filter.check(pod, node);
            if (rejection != null) {
                return String.join(", ", rejection.reasons()) + (rejection.preemptible() ? " (preemptible)" : "");
            }
        }
        return "";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {'cpu':'2','memory':'1Gi'}      | ''
                    {'cpu':'2001m'}                 | Insufficient cpu
                    {'cpu':'3','memory':'2Gi'}      | Insufficient cpu, Insufficient memory
                    {'example.com/gpu':'2'}         | Insufficient example.com/gpu
                    {'example.com/none':'1'}        | Insufficient example.com/none
                    {'cpu':'0'}                     | ''
                    """)
    void hasRoom_emptyNode_reasons(String requests, String expected) {
        PodDemand pod = pod("a", "{'containers':[{'name':'c','resources':{'requests':" + requests + "}}]}");
        assertEquals(expected, verdict(pod, snapshot("{}")));
    }

    @Test
    void hasRoom_takenByOthers_isPreemptible() {
        String big = "{'containers':[{'name':'c','resources':{'requests':{'cpu':'1500m'}}}]}";
        assertEquals("Insufficient cpu (preemptible)", verdict(pod("b", big), snapshot("{}", pod("a", big))));
        String none = "{'containers':[{'name':'c'}]}";
        assertEquals(
                "Too many pods (preemptible)", verdict(pod("c", none), snapshot("{}", pod("a", none), pod("b", none))));
    }

    @Test
    void demand_initContainersAndSidecars_largestCounts() {
        PodDemand pod = pod("a", """
                {'initContainers':[
                  {'name':'s','restartPolicy':'Always','resources':{'requests':{'cpu':'100m'}}},
                  {'name':'i','resources':{'requests':{'cpu':'900m'}}}],
                 'containers':[{'name':'c','resources':{'requests':{'cpu':'500m'}}}],'overhead':{'cpu':'10m'}}
                """);
        assertEquals(1010, pod.requests().get("cpu"));
    }

    /** The node of two cores is being cleared for a pod of priority 5 that asks for one and a half. */
    @ParameterizedTest
    @CsvSource({"4, 1, false", "5, 1, false", "6, 1, true", "4, 500m, true"})
    void check_nodeThatAnotherWaitsFor_lessImportantOnesLeaveItsRoom(int priority, String cpu, boolean fits) {
        ClusterImage image = new ClusterImage();
        image.put(node("{}"));
        image.nominate(ofPriority("awaited", 5, "1500m"), "n1");
        PodDemand incoming = ofPriority("incoming", priority, cpu);
        List<NodeSnapshot> nodes = image.snapshot();
        PodFilters filters = PodFilters.of(
                incoming,
                nodes,
                (pod, node) -> null,
                ExclusiveClaims.of(incoming, PodClaims.NONE, nodes),
                namespace -> Map.of());
        assertEquals(fits, filters.check(nodes.getFirst()) == null);
    }

    private static PodDemand ofPriority(String name, int priority, String cpu) {
        return pod(
                name,
                "{'priority':%d,'containers':[{'name':'c','resources':{'requests':{'cpu':'%s'}}}]}"
                        .formatted(priority, cpu));
    }

    /** The node has two cores. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ,'overhead':{'cpu':'1'}              | ``
                    ,'overhead':{'cpu':'1001m'}          | Insufficient cpu
                    ,'resources':{'requests':{'cpu':'3'}} | Insufficient cpu
                    """)
    void hasRoom_overheadAndThePodsOwn_count(String more, String expected) {
        String spec = "{'containers':[{'name':'c','resources':{'requests':{'cpu':'1'}}}]" + more + "}";
        assertEquals(expected, verdict(pod("a", spec), snapshot("{}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {'disk':'ssd'} | ''
                    {'disk':'hdd'} | node(s) didn't match Pod's node affinity/selector
                    {'gone':'x'}   | node(s) didn't match Pod's node affinity/selector
                    """)
    void hasTheLabels_selector_reasons(String selector, String expected) {
        assertEquals(expected, verdict(pod("a", "{'nodeSelector':" + selector + "}"), snapshot("{}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {'key':'disk','operator':'In','values':['hdd','ssd']}   | true
                    {'key':'disk','operator':'NotIn','values':['ssd']}      | false
                    {'key':'none','operator':'DoesNotExist'}                | true
                    {'key':'cores','operator':'Gt','values':['4']}          | true
                    {'key':'cores','operator':'Lt','values':['4']}          | false
                    """)
    void hasTheLabels_affinity_decides(String expression, boolean fits) {
        String required = "{'nodeSelectorTerms':[{'matchExpressions':[" + expression + "]}]}";
        String spec =
                "{'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':" + required + "}}}";
        assertEquals(fits, verdict(pod("a", spec), snapshot("{}")).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    []                                                       | false
                    [{'operator':'Exists'}]                                  | true
                    [{'key':'k','operator':'Exists'}]                        | true
                    [{'key':'k','operator':'Equal','value':'v'}]             | true
                    [{'key':'k','value':'v','effect':'NoSchedule'}]          | true
                    [{'key':'k','value':'w'}]                                | false
                    [{'key':'k','operator':'Exists','effect':'NoExecute'}]   | false
                    """)
    void isTolerated_tolerations_decide(String tolerations, boolean fits) {
        NodeSnapshot tainted = snapshot("{'taints':[{'key':'k','value':'v','effect':'NoSchedule'}]}");
        String expected = fits ? "" : "node(s) had untolerated taint(s)";
        assertEquals(expected, verdict(pod("a", "{'tolerations':" + tolerations + "}"), tainted));
    }

    @ParameterizedTest
    @CsvSource({
        "80/TCP@127.0.0.1, 80/TCP@127.0.0.1, false",
        "80/TCP@127.0.0.1, 80/TCP@127.0.0.2, true",
        "80/TCP@0.0.0.0, 80/TCP@127.0.0.1, false",
        "80/TCP@127.0.0.1, 80/TCP@0.0.0.0, false",
        "80/TCP@, 80/TCP@127.0.0.1, false",
        "80/TCP@127.0.0.1, 80/UDP@127.0.0.1, true",
        "80/TCP@127.0.0.1, 81/TCP@127.0.0.1, true",
        "0/TCP@, 0/TCP@, true",
    })
    void hasFreePorts_addressProtocolAndNumber_decide(String taken, String wanted, boolean fits) {
        NodeSnapshot node = snapshot("{}", pod("a", ports(taken)));
        assertEquals(fits, verdict(pod("b", ports(wanted)), node).isEmpty());
    }

    private static String ports(String text) {
        String[] parts = text.split("[/@]", -1);
        return "{'containers':[{'name':'c','ports':[{'containerPort':1,'hostPort':%s,'protocol':'%s','hostIP':'%s'}]}]}"
                .formatted(parts[0], parts[1], parts[2]);
    }

    @Test
    void verdict_severalNodes_countsReasonsAndPreemption() {
        Rejection cpu =
                new Rejection(FilterName.NODE_RESOURCES_FIT, List.of("Insufficient cpu", "Insufficient memory"), true);
        Rejection taint = Rejection.lasting(FilterName.TAINT_TOLERATION, "node(s) had untolerated taint(s)");
        assertEquals(
                "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu, 2 Insufficient memory."
                        + " preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No"
                        + " preemption victims found for incoming pod.",
                Verdict.ofNodes(
                                List.of(refused(cpu), refused(taint), refused(cpu)),
                                "0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No"
                                        + " preemption victims found for incoming pod.")
                        .message());
    }

    private static Refused refused(Rejection rejection) {
        return new Refused(snapshot("{}"), rejection);
    }
}
