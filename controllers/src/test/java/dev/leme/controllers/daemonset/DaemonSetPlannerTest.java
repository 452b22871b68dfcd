package dev.leme.controllers.daemonset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.apps.v1.DaemonSet;
import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.Toleration;
import dev.leme.api.json.JsonObject;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.workload.TemplateHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaemonSetPlannerTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final List<Node> nodes = new ArrayList<>();
    private final List<Pod> pods = new ArrayList<>();
    private Set<String> backedOff = Set.of();

    private static DaemonSet set(String template, String strategy) {
        return DaemonSet.of(TestCluster.object("""
                {'apiVersion':'apps/v1','kind':'DaemonSet',
                 'metadata':{'name':'agent','namespace':'default','uid':'u','generation':3},
                 'spec':{'selector':{'matchLabels':{'app':'agent'}},'updateStrategy':%s,
                  'template':{'metadata':{'labels':{'app':'agent'}},'spec':%s}}}
                """.formatted(strategy, template)));
    }

    private static DaemonSet set(String strategy) {
        return set("{'containers':[{'name':'c','image':'i'}]}", strategy);
    }

    private static String hash(DaemonSet set) {
        return TemplateHistory.of(set.object(), DaemonPods.HASH, List.of(), 0).hash(DaemonPods.HASH);
    }

    private void node(String name, String taints) {
        nodes.add(Node.of(TestCluster.object("{'metadata':{'name':'" + name + "','labels':{'disk':'" + name
                + "'}},'spec':{'taints':[" + taints + "]}}")));
    }

    private void pod(String name, String node, String hash, boolean ready, String phase) {
        pods.add(Pod.of(
                TestCluster.object("""
                {'metadata':{'name':'%s','namespace':'default','labels':{'app':'agent','controller-revision-hash':'%s'},
                  'creationTimestamp':'2026-03-01T11:00:0%sZ'},
                 'spec':{'nodeName':'%s'},
                 'status':{'phase':'%s','conditions':[{'type':'Ready','status':'%s',
                  'lastTransitionTime':'2026-03-01T11:30:00Z'}]}}
                """.formatted(name, hash, pods.size(), node, phase, ready ? "True" : "False"))));
    }

    private DaemonSetPlan plan(DaemonSet set) {
        return DaemonSetPlanner.plan(new DaemonSetState(set, nodes, pods, List.of(), backedOff, NOW));
    }

    private static List<String> deleted(DaemonSetPlan plan) {
        return plan.delete().stream().map(pod -> pod.metadata().name()).toList();
    }

    @Test
    void eachNode_getsOnePodThatIsForIt() {
        node("n1", "");
        node("n2", "");
        DaemonSet set = set("{'type':'OnDelete'}");
        pod("agent-1", "n1", hash(set), true, "Running");
        DaemonSetPlan plan = plan(set);
        assertEquals(List.of("n2"), plan.create());
        assertEquals(2, plan.status().desiredNumberScheduled());
        assertEquals(1, plan.status().currentNumberScheduled());
        assertEquals(1, plan.status().numberUnavailable());
        Pod draft = DaemonPods.draft(set, hash(set), "n2");
        assertEquals("n2", DaemonPods.node(draft));
        assertEquals(hash(set), draft.metadata().labels().get("controller-revision-hash"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                                         | true  | true",
                "{'key':'a','effect':'NoSchedule'}                                          | false | true",
                "{'key':'a','effect':'NoExecute'}                                           | false | false",
                "{'key':'a','effect':'PreferNoSchedule'}                                    | true  | true",
                "{'key':'node.kubernetes.io/unschedulable','effect':'NoSchedule'}           | true  | true",
                "{'key':'node.kubernetes.io/unreachable','effect':'NoExecute'}              | true  | true",
                "{'key':'node.kubernetes.io/network-unavailable','effect':'NoSchedule'}     | false | true"
            })
    void taint_keepsPodsOff(String taint, boolean runs, boolean stays) {
        node("n1", taint);
        assertEquals(new NodeFit(runs, stays), NodeFit.of(set("{}"), nodes.getFirst()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'nodeSelector':{'disk':'n1'}} | true",
                "{'nodeSelector':{'disk':'n2'}} | false",
                "{'nodeName':'n2'}              | false",
                "{'hostNetwork':true}           | true",
                "{'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':{'nodeSelectorTerms':[{'matchExpressions':[{'key':'disk','operator':'NotIn','values':['n1']}]}]}}}} | false"
            })
    void template_choosesNodes(String spec, boolean runs) {
        node("n1", "");
        assertEquals(runs, NodeFit.of(set(spec, "{}"), nodes.getFirst()).runs());
    }

    @Test
    void tolerations_areAddedOnce() {
        DaemonSet set = set(
                "{'hostNetwork':true,'tolerations':[{'key':'node.kubernetes.io/not-ready','operator':'Exists',"
                        + "'effect':'NoExecute'}]}",
                "{}");
        List<String> keys = DaemonPods.tolerations(set.spec().template().spec()).stream()
                .map(Toleration::key)
                .map(key -> key.substring(key.indexOf('/') + 1))
                .toList();
        assertEquals(
                List.of(
                        "not-ready",
                        "unreachable",
                        "disk-pressure",
                        "memory-pressure",
                        "pid-pressure",
                        "unschedulable",
                        "network-unavailable"),
                keys);
    }

    @Test
    void podOnAForbiddenNode_goes_andCountsAsMisplaced() {
        node("n1", "{'key':'a','effect':'NoExecute'}");
        DaemonSet set = set("{'type':'OnDelete'}");
        pod("agent-1", "n1", hash(set), true, "Running");
        DaemonSetPlan plan = plan(set);
        assertEquals(List.of("agent-1"), deleted(plan));
        assertEquals(1, plan.status().numberMisscheduled());
        assertEquals(0, plan.status().desiredNumberScheduled());
    }

    @Test
    void failedPod_isReplaced_unlessItsNodeWaits() {
        node("n1", "");
        DaemonSet set = set("{'type':'OnDelete'}");
        pod("agent-1", "n1", hash(set), false, "Failed");
        DaemonSetPlan plan = plan(set);
        assertEquals(List.of("agent-1"), deleted(plan));
        assertEquals(
                "Found failed daemon pod default/agent-1 on node n1, will try to kill it",
                plan.events().getFirst().message());
        backedOff = Set.of("n1");
        assertTrue(plan(set).delete().isEmpty());
    }

    @Test
    void secondPodOnANode_goes() {
        node("n1", "");
        DaemonSet set = set("{'type':'OnDelete'}");
        pod("first", "n1", hash(set), true, "Running");
        pod("second", "n1", hash(set), true, "Running");
        assertEquals(List.of("second"), deleted(plan(set)));
    }

    private static final String FRESH = "fresh";

    private void rolling(int count, boolean ready) {
        for (int i = 1; i <= count; i++) {
            node("n" + i, "");
            pod("old-" + i, "n" + i, "old", ready, "Running");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'maxUnavailable':1,'maxSurge':0}        | true  | 1 | 0",
                "{'maxUnavailable':'50%','maxSurge':0}    | true  | 2 | 0",
                "{'maxUnavailable':'51%','maxSurge':0}    | true  | 3 | 0",
                "{'maxUnavailable':1,'maxSurge':0}        | false | 4 | 0",
                "{'maxUnavailable':0,'maxSurge':1}        | true  | 0 | 1",
                "{'maxUnavailable':0,'maxSurge':'30%'}    | true  | 0 | 2",
                "{'maxUnavailable':0,'maxSurge':1}        | false | 0 | 4"
            })
    void rollingUpdate_goesAsFarAsItMay(String rolling, boolean ready, int deletes, int creates) {
        rolling(4, ready);
        DaemonSetPlan plan = plan(set("{'type':'RollingUpdate','rollingUpdate':" + rolling + "}"));
        assertEquals(deletes, plan.delete().size());
        assertEquals(creates, plan.create().size());
    }

    @Test
    void rollingUpdate_waitsForThePodThatIsNotReadyYet() {
        rolling(3, true);
        DaemonSet set = set("{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':1,'maxSurge':0}}");
        pods.removeFirst();
        pod(FRESH, "n1", hash(set), false, "Running");
        assertTrue(plan(set).delete().isEmpty());
        pods.removeLast();
        pod(FRESH, "n1", hash(set), true, "Running");
        assertEquals(1, plan(set).delete().size());
    }

    @Test
    void surge_letsTheOldPodGoOnceTheNewOneServes() {
        rolling(2, true);
        DaemonSet set = set("{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':0,'maxSurge':1}}");
        pod(FRESH, "n1", hash(set), false, "Running");
        assertTrue(plan(set).delete().isEmpty());
        assertTrue(plan(set).create().isEmpty());
        pods.removeLast();
        pod(FRESH, "n1", hash(set), true, "Running");
        assertEquals(List.of("old-1"), deleted(plan(set)));
    }

    @Test
    void onDelete_leavesOldPodsAlone() {
        rolling(2, true);
        DaemonSetPlan plan = plan(set("{'type':'OnDelete'}"));
        assertTrue(plan.delete().isEmpty());
        assertEquals(0, plan.status().updatedNumberScheduled());
    }

    @Test
    void oldTemplate_wantedAgain_getsANewNumber() {
        DaemonSet first = set("{'containers':[{'name':'c','image':'i:1'}]}", "{}");
        DaemonSet second = set("{'containers':[{'name':'c','image':'i:2'}]}", "{}");
        ControllerRevision one = TemplateHistory.of(first.object(), DaemonPods.HASH, List.of(), 0)
                .update();
        ControllerRevision two = TemplateHistory.of(second.object(), DaemonPods.HASH, List.of(one), 0)
                .update();
        assertEquals(2, two.revision());
        TemplateHistory back = TemplateHistory.of(first.object(), DaemonPods.HASH, List.of(one, two), 0);
        assertTrue(back.isChanged());
        assertEquals(3, back.update().revision());
        assertEquals(one.metadata().name(), back.update().metadata().name());
        assertEquals(List.of(two), back.surplus(revision -> false, 0));
        assertEquals(List.of(), back.surplus(two::equals, 0));
        assertEquals(List.of(), back.surplus(revision -> false, 1));
    }

    @Test
    void pod_thatWaitsForANodeThatIsGone_goes() {
        DaemonSet set = set("{'type':'OnDelete'}");
        JsonObject draft = DaemonPods.draft(set, "h", "gone").json();
        pods.add(Pod.of(draft.update("metadata", metadata -> metadata.with("name", "lost"))));
        assertEquals(List.of("lost"), deleted(plan(set)));
    }
}
