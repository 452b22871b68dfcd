package dev.leme.controllers.nodelifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.ManualClock;
import dev.leme.client.ApiClient;
import dev.leme.client.PatchType;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.client.informer.Lister;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import dev.leme.controllers.ControllerSettings;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.tainteviction.TaintEvictionController;
import dev.leme.controllers.volume.VolumeDirectories;
import dev.leme.testkit.api.FakeApi;
import dev.leme.testkit.await.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes whose agents the test plays, on a clock that it moves: from silence to the eviction of pods, and back. */
class NodeLifecycleTest {

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final FakeApi api = new FakeApi(clock);
    private final ApiClient client = api.client("test");
    private final Informers informers = new Informers(client, clock);
    private final List<Controller> controllers = new ArrayList<>();
    private final ControllerContext context = new ControllerContext(
            api::client, informers, clock, new ControllerSettings("", Path.of("/"), VolumeDirectories.NONE, ""));

    @BeforeEach
    void start() {
        startControllers();
        informers.start();
    }

    private void startControllers() {
        controllers.add(NodeLifecycleController.start(context));
        controllers.add(TaintEvictionController.start(context));
    }

    @AfterEach
    void close() {
        controllers.forEach(Controller::close);
        informers.close();
        api.checkInvariants();
    }

    private void node(String name) {
        client.create(Resources.NODES, TestCluster.object("""
                {'apiVersion':'v1','kind':'Node','metadata':{'name':'%s'},
                 'spec':{'taints':[{'key':'node.kubernetes.io/not-ready','effect':'NoSchedule'}]}}
                """.formatted(name)));
        sayReady(name);
        client.create(Resources.LEASES, TestCluster.object("""
                {'apiVersion':'coordination.k8s.io/v1','kind':'Lease',
                 'metadata':{'name':'%s','namespace':'kube-node-lease'},'spec':{'renewTime':'x'}}
                """.formatted(name)));
        awaitTaints(name, "");
    }

    private void renew(String name) {
        String patch = "{'spec':{'renewTime':'" + clock.now() + "'}}";
        client.patch(Resources.LEASES, "kube-node-lease", name, PatchType.MERGE, TestCluster.json(patch));
    }

    /** What the agent says when it is there again. */
    private void comeBack(String name) {
        renew(name);
        sayReady(name);
    }

    private void sayReady(String name) {
        String conditions = "{'status':{'conditions':[{'type':'Ready','status':'True','lastHeartbeatTime':'%s'}]}}"
                .formatted(clock.now());
        client.patch(Resources.NODES, "", name, "status", PatchType.MERGE, TestCluster.json(conditions));
    }

    private void pod(String name, String node, String tolerations) {
        client.create(Resources.PODS, TestCluster.object("""
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s','namespace':'default'},
                 'spec':{'nodeName':'%s','tolerations':%s}}
                """.formatted(name, node, tolerations)));
        ApiObject pod = client.get(Resources.PODS, "default", name);
        client.updateStatus(
                Resources.PODS, pod.withStatus(TestCluster.json("{'conditions':[{'type':'Ready','status':'True'}]}")));
    }

    private String taints(String node) {
        return String.join(
                " ",
                client.get(Resources.NODES, "", node).spec().array("taints").objects().stream()
                        .map(taint ->
                                taint.string("key").replace("node.kubernetes.io/", "") + ":" + taint.string("effect"))
                        .toList());
    }

    /** Also until the controllers see them: time that moves on before would be time with the old ones. */
    private void awaitTaints(String node, String expected) {
        Await.equal(node + " has these taints", expected, () -> taints(node));
        long wanted = Informer.revision(client.get(Resources.NODES, "", node));
        Lister<ApiObject> seen = informers.get(Resources.NODES).lister();
        Await.until(node + " is seen", () -> Informer.revision(seen.find("", node)) >= wanted);
    }

    /** Moves time on until it is so; agents of {@code alive} renew their leases meanwhile. */
    private void passUntil(String what, BooleanSupplier condition, String... alive) {
        Await.until(what, () -> {
            pass(alive);
            return condition.getAsBoolean();
        });
    }

    /** Lets a second pass. A renewal that the controller hasn't seen by then would be silence. */
    private void pass(String... alive) {
        Lister<ApiObject> leases = informers.get(Resources.LEASES).lister();
        for (String node : alive) {
            renew(node);
            String renewed = clock.now().toString();
            Await.until("the renewal is seen", () -> {
                ApiObject lease = leases.find("kube-node-lease", node);
                return lease != null && lease.spec().string("renewTime").equals(renewed);
            });
        }
        clock.advance(Duration.ofSeconds(1));
    }

    private JsonObject ready(String node) {
        return Conditions.find(client.get(Resources.NODES, "", node), Conditions.READY);
    }

    private boolean isLeaving(String pod) {
        return client.get(Resources.PODS, "default", pod).isDeleting();
    }

    @Test
    void node_silent_isUnknownAndItsPodsLeaveWhenTheirTimeIsOver() {
        node("n1");
        node("n2");
        pod("patient", "n1", "[{'operator':'Exists','effect':'NoExecute','tolerationSeconds':300}]");
        pod("staunch", "n1", "[{'operator':'Exists'}]");
        Instant silentSince = clock.now();
        passUntil("n1 is silent", () -> ready("n1").string("status").equals("Unknown"), "n2");
        assertTrue(Duration.between(silentSince, clock.now()).compareTo(NodeHealth.GRACE) >= 0, "it had its time");
        assertEquals("Kubelet stopped posting node status.", ready("n1").string("message"));
        assertEquals("NodeStatusUnknown", ready("n1").string("reason"));
        awaitTaints("n1", "unreachable:NoSchedule unreachable:NoExecute");
        Await.until(
                "its pods aren't ready",
                () -> client.get(Resources.PODS, "default", "patient")
                        .status()
                        .array("conditions")
                        .get(0)
                        .toString()
                        .contains("\"False\""));
        assertFalse(isLeaving("patient"));
        passUntil("the pod leaves", () -> isLeaving("patient"), "n2");
        assertFalse(isLeaving("staunch"));
        assertTrue(client.get(Resources.PODS, "default", "patient")
                .status()
                .toString()
                .contains("DeletionByTaintManager"));
        Await.until(
                "it is told",
                () -> client.list(Resources.EVENTS, "default").stream()
                        .anyMatch(event ->
                                event.json().string("message").equals("Marking for deletion Pod default/patient")));
        assertEquals("True", ready("n2").string("status"));
        comeBack("n1");
        awaitTaints("n1", "");
    }

    @Test
    void pod_nodeBackInTime_stays() {
        node("n1");
        node("n2");
        pod("patient", "n1", "[{'operator':'Exists','effect':'NoExecute','tolerationSeconds':300}]");
        passUntil("n1 is silent", () -> taints("n1").contains("NoExecute"), "n2");
        comeBack("n1");
        awaitTaints("n1", "");
        for (int i = 0; i < 400; i++) {
            pass("n1", "n2");
        }
        assertFalse(isLeaving("patient"));
    }

    @Test
    void allNodes_silent_nobodyLeaves() {
        node("n1");
        pod("p", "n1", "[]");
        passUntil("n1 is silent", () -> ready("n1").string("status").equals("Unknown"));
        awaitTaints("n1", "unreachable:NoSchedule");
        assertFalse(isLeaving("p"));
    }

    @Test
    void controllers_startedLongAfterTheLastLease_giveNodesTheirTime() {
        node("n1");
        controllers.forEach(Controller::close);
        controllers.clear();
        clock.advance(Duration.ofDays(3));
        startControllers();
        client.patch(Resources.NODES, "", "n1", PatchType.MERGE, TestCluster.json("{'spec':{'unschedulable':true}}"));
        awaitTaints("n1", "unschedulable:NoSchedule");
        assertEquals("True", ready("n1").string("status"));
        clock.advance(NodeHealth.GRACE.minusSeconds(2));
        client.patch(Resources.NODES, "", "n1", PatchType.MERGE, TestCluster.json("{'spec':{'unschedulable':null}}"));
        awaitTaints("n1", "");
        assertEquals("True", ready("n1").string("status"));
    }

    @Test
    void node_taintedByAPerson_podsThatDoNotBearItLeave() {
        node("n1");
        pod("gone", "n1", "[]");
        pod("stays", "n1", "[{'key':'dedicated','operator':'Exists'}]");
        client.patch(
                Resources.NODES,
                "",
                "n1",
                PatchType.MERGE,
                TestCluster.json("{'spec':{'taints':[{'key':'dedicated','effect':'NoExecute'}]}}"));
        Await.until("the pod leaves", () -> isLeaving("gone"));
        assertFalse(isLeaving("stays"));
        assertEquals("dedicated:NoExecute", taints("n1"));
    }
}
