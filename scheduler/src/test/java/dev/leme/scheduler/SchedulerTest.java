package dev.leme.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.PatchType;
import dev.leme.client.informer.Informers;
import dev.leme.testkit.api.FakeApi;
import dev.leme.testkit.await.Await;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scheduler from end to end against the fake API server. */
class SchedulerTest {

    private final FakeApi api = new FakeApi(Clock.system());
    private final ApiClient client = api.client("test");
    private final Informers informers = new Informers(client, Clock.system());
    private final Scheduler scheduler = Scheduler.start(client, informers, Clock.system());

    /** What a test needs the scheduler to know before its first decision is there before its first list. */
    @BeforeEach
    void start() {
        ApiObject budget = client.create(Resources.POD_DISRUPTION_BUDGETS, object("""
                {'apiVersion':'policy/v1','kind':'PodDisruptionBudget','metadata':{'name':'b','namespace':'default'},
                 'spec':{'selector':{'matchLabels':{'app':'guarded'}}}}"""));
        client.updateStatus(
                Resources.POD_DISRUPTION_BUDGETS,
                budget.withStatus(object("{'disruptionsAllowed':0}").json()));
        client.create(Resources.CSI_NODES, object("""
                {'apiVersion':'storage.k8s.io/v1','kind':'CSINode','metadata':{'name':'n1'},'spec':{'drivers':[
                 {'name':'csi.example.com','nodeID':'1','allocatable':{'count':0}}]}}"""));
        informers.start();
    }

    @AfterEach
    void stop() {
        scheduler.close();
        informers.close();
        scheduler.checkInvariants();
        api.checkInvariants();
    }

    private static ApiObject object(String json) {
        return ApiObject.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** Nodes' status is a subresource, so it comes with a second write. */
    private void node(String name, String cpu, String spec) {
        ApiObject node = client.create(Resources.NODES, object("""
                        {'apiVersion':'v1','kind':'Node','metadata':{'name':'%s','labels':{'kubernetes.io/hostname':'%s'}},'spec':%s}
                        """.formatted(name, name, spec)));
        client.updateStatus(
                Resources.NODES,
                node.withStatus(object("{'allocatable':{'cpu':'%s','memory':'4Gi','pods':'10'}}".formatted(cpu))
                        .json()));
    }

    private void pod(String name, String cpu, String more) {
        client.create(Resources.PODS, object("""
                        {'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s','namespace':'default'},
                         'spec':{'containers':[{'name':'c','image':'i','resources':{'requests':{'cpu':'%s'}}}]%s}}
                        """.formatted(name, cpu, more)));
    }

    private String nodeOf(String pod) {
        return client.get(Resources.PODS, "default", pod).spec().string("nodeName");
    }

    private void awaitNode(String pod, String node) {
        Await.until(pod + " is on " + node, () -> nodeOf(pod).equals(node));
    }

    private void awaitEvent(String reason, String message) {
        Await.until(
                reason + ": " + message,
                () -> client.list(Resources.EVENTS, "default").stream()
                        .anyMatch(event -> event.json().string("reason").equals(reason)
                                && event.json().string("message").equals(message)));
    }

    private void merge(Resource resource, String namespace, String name, String patch) {
        client.patch(resource, namespace, name, PatchType.MERGE, object(patch).json());
    }

    @Test
    void pod_thatFits_isBoundAndTold() {
        node("n1", "2", "{}");
        pod("a", "100m", "");
        awaitNode("a", "n1");
        awaitEvent("Scheduled", "Successfully assigned default/a to n1");
    }

    @Test
    void pod_tooBigForNow_isBoundWhenRoomIsMade() {
        node("n1", "2", "{}");
        pod("a", "1500m", "");
        awaitNode("a", "n1");
        pod("b", "1", "");
        String message = "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: "
                + "1 No preemption victims found for incoming pod.";
        awaitEvent("FailedScheduling", message);
        Await.until(
                "the condition says so",
                () -> client.get(Resources.PODS, "default", "b").status().array("conditions").objects().stream()
                        .anyMatch(condition -> condition.string("reason").equals("Unschedulable")
                                && condition.string("message").equals(message)));
        client.delete(Resources.PODS, "default", "a", DeleteOptions.DEFAULT.withGracePeriod(0));
        awaitNode("b", "n1");
    }

    @Test
    void pod_withoutAnyNode_isBoundWhenOneComes() {
        pod("a", "100m", "");
        awaitEvent("FailedScheduling", "no nodes available to schedule pods");
        node("n1", "2", "{}");
        awaitNode("a", "n1");
    }

    @Test
    void nodes_eachUnfit_reasonsAreCounted() {
        node("n1", "1", "{'unschedulable':true}");
        node("n2", "1", "{'taints':[{'key':'k','value':'v','effect':'NoSchedule'}]}");
        node("n3", "1", "{}");
        pod("witness", "1m", ",'nodeSelector':{'kubernetes.io/hostname':'n3'}");
        awaitNode("witness", "n3"); // who knows the last node and its room knows the others
        pod("a", "4", "");
        awaitEvent(
                "FailedScheduling",
                "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s), 1 node(s) were"
                        + " unschedulable. preemption: 0/3 nodes are available: 3 Preemption is not helpful for"
                        + " scheduling.");
        merge(Resources.NODES, "", "n1", "{'spec':{'unschedulable':false}}");
        pod(
                "b",
                "500m",
                ",'tolerations':[{'key':'k','operator':'Exists'}],'nodeSelector':{'kubernetes.io/hostname':'n2'}");
        awaitNode("b", "n2");
    }

    @Test
    void pods_moreThanOneNode_spreadByWhatIsTaken() {
        node("n1", "2", "{}");
        node("n2", "2", "{}");
        for (String name : List.of("a", "b", "c", "d")) {
            pod(name, "900m", "");
        }
        Await.until(
                "two each",
                () -> client.list(Resources.PODS, "default").stream()
                                .filter(pod -> pod.spec().string("nodeName").equals("n1"))
                                .count()
                        == 2);
    }

    @Test
    void pod_withAWaitingClaim_selectsTheNodeAndWaitsUntilBound() {
        node("n1", "2", "{}");
        client.create(Resources.STORAGE_CLASSES, object("""
                        {'apiVersion':'storage.k8s.io/v1','kind':'StorageClass','metadata':{'name':'local'},
                         'provisioner':'leme.dev/local','volumeBindingMode':'WaitForFirstConsumer'}
                        """));
        String volumes = ",'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'www'}}]";
        pod("a", "100m", volumes);
        awaitEvent(
                "FailedScheduling",
                "0/1 nodes are available: persistentvolumeclaim \"www\" not found. preemption: 0/1 nodes are available:"
                        + " 1 Preemption is not helpful for scheduling.");
        client.create(Resources.PERSISTENT_VOLUME_CLAIMS, object("""
                        {'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'www','namespace':'default'},
                         'spec':{'storageClassName':'local','accessModes':['ReadWriteOnce']}}
                        """));
        Await.until(
                "the node is selected",
                () -> client.get(Resources.PERSISTENT_VOLUME_CLAIMS, "default", "www")
                        .annotations()
                        .containsValue("n1"));
        assertEquals("", nodeOf("a"));
        bindClaim();
        awaitNode("a", "n1");
    }

    private void bindClaim() {
        merge(
                Resources.PERSISTENT_VOLUME_CLAIMS,
                "default",
                "www",
                "{'metadata':{'annotations':{'pv.kubernetes.io/bind-completed':'yes'}},'spec':{'volumeName':'v1'}}");
        ApiObject claim = client.get(Resources.PERSISTENT_VOLUME_CLAIMS, "default", "www");
        JsonObject bound = JsonObject.EMPTY.with("phase", "Bound");
        client.updateStatus(Resources.PERSISTENT_VOLUME_CLAIMS, claim.withStatus(bound));
    }

    @Test
    void hostPort_takenOnTheOnlyNode_isRefused() {
        node("n1", "2", "{}");
        client.create(Resources.PODS, portPod("a"));
        awaitNode("a", "n1");
        client.create(Resources.PODS, portPod("b"));
        awaitEvent(
                "FailedScheduling",
                "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. preemption: 0/1"
                        + " nodes are available: 1 No preemption victims found for incoming pod.");
    }

    private static ApiObject portPod(String name) {
        return object("""
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s','namespace':'default'},'spec':{'containers':[
                 {'name':'c','image':'i','ports':[{'containerPort':80,'hostPort':8080,'protocol':'TCP'}]}]}}
                """.formatted(name));
    }

    @Test
    void pod_moreImportant_makesOthersLeaveAndTakesTheirPlace() {
        node("n1", "2", "{}");
        pod("low", "1500m", ",'priority':1");
        awaitNode("low", "n1");
        pod("high", "1500m", ",'priority':9");
        Await.until(
                "low is leaving",
                () -> client.get(Resources.PODS, "default", "low").isDeleting());
        ApiObject low = client.get(Resources.PODS, "default", "low");
        JsonObject target = low.status().array("conditions").objects().stream()
                .filter(condition -> condition.string("type").equals("DisruptionTarget"))
                .findFirst()
                .orElseThrow();
        assertEquals("PreemptionByScheduler", target.string("reason"));
        assertEquals("default-scheduler: preempting to accommodate a higher priority pod", target.string("message"));
        ApiObject high = client.get(Resources.PODS, "default", "high");
        assertEquals("n1", high.status().string("nominatedNodeName"));
        awaitEvent("Preempted", "Preempted by pod " + high.uid() + " on node n1");
        awaitEvent("FailedScheduling", "0/1 nodes are available: 1 Insufficient cpu.");
        pod("small", "1500m", ",'priority':1");
        client.delete(Resources.PODS, "default", "low", DeleteOptions.DEFAULT.withGracePeriod(0));
        awaitNode("high", "n1");
        assertEquals("", nodeOf("small"));
    }

    @Test
    void pod_gated_isLeftAloneUntilTheGateIsGone() {
        node("n1", "2", "{}");
        pod("a", "1", ",'schedulingGates':[{'name':'example.com/wait'}]");
        pod("b", "1", "");
        awaitNode("b", "n1");
        assertEquals("", nodeOf("a"));
        merge(Resources.PODS, "default", "a", "{'spec':{'schedulingGates':null}}");
        awaitNode("a", "n1");
    }

    @Test
    void namespace_getsTheLabelThatAffinityAsksFor_podIsBound() {
        node("n1", "2", "{}");
        client.create(
                Resources.NAMESPACES, object("{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'default'}}"));
        pod("a", "1", "");
        awaitNode("a", "n1");
        merge(Resources.PODS, "default", "a", "{'metadata':{'labels':{'app':'a'}}}");
        pod("b", "1", """
            ,'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[
             {'labelSelector':{'matchLabels':{'app':'a'}},'namespaceSelector':{'matchLabels':{'team':'x'}},
              'topologyKey':'kubernetes.io/hostname'}]}}""");
        awaitRefusal("b", "didn't match pod affinity rules");
        merge(Resources.NAMESPACES, "", "default", "{'metadata':{'labels':{'team':'x'}}}");
        awaitNode("b", "n1");
    }

    private List<ApiObject> eventsOf(String pod) {
        return client.list(Resources.EVENTS, "default").stream()
                .filter(event ->
                        event.json().object("involvedObject").string("name").equals(pod))
                .toList();
    }

    /** What came after it and was told shows that it was passed over, not that its turn hadn't come. */
    @Test
    void pod_ofAnotherScheduler_isLeftAlone() {
        node("n1", "2", "{}");
        pod("theirs", "1", ",'schedulerName':'other'");
        pod("gated", "1", ",'schedulingGates':[{'name':'example.com/wait'}]");
        pod("ours", "1", "");
        awaitEvent("Scheduled", "Successfully assigned default/ours to n1");
        for (String name : List.of("theirs", "gated")) {
            assertEquals("", nodeOf(name));
            assertEquals(
                    JsonObject.EMPTY,
                    client.get(Resources.PODS, "default", name).status().without("phase"));
            assertEquals(List.of(), eventsOf(name));
        }
    }

    /** The gate that remains holds it back as both did. */
    @Test
    void pod_oneOfTwoGatesGone_stillWaits() {
        node("n1", "2", "{}");
        pod("a", "1", ",'schedulingGates':[{'name':'example.com/one'},{'name':'example.com/two'}]");
        merge(Resources.PODS, "default", "a", "{'spec':{'schedulingGates':[{'name':'example.com/two'}]}}");
        pod("b", "1", "");
        awaitNode("b", "n1");
        assertEquals("", nodeOf("a"));
        merge(Resources.PODS, "default", "a", "{'spec':{'schedulingGates':null}}");
        awaitNode("a", "n1");
    }

    @Test
    void pod_thatNeverPreempts_waitsForRoom() {
        node("n1", "2", "{}");
        pod("low", "1500m", ",'priority':1");
        awaitNode("low", "n1");
        pod("high", "1500m", ",'priority':9,'preemptionPolicy':'Never'");
        awaitRefusal("high", "preemption: not eligible due to preemptionPolicy=Never.");
        assertFalse(client.get(Resources.PODS, "default", "low").isDeleting());
        client.delete(Resources.PODS, "default", "low", DeleteOptions.DEFAULT.withGracePeriod(0));
        awaitNode("high", "n1");
    }

    private void awaitRefusal(String pod, String text) {
        Await.until(
                pod + " is turned down",
                () -> client.get(Resources.PODS, "default", pod)
                        .status()
                        .toString()
                        .contains(text));
    }

    /** n1 has the less important pod, but a budget protects it. */
    @Test
    void pod_moreImportant_clearsTheNodeWhereNoBudgetIsBroken() {
        node("n1", "2", "{}");
        pod("guarded", "1500m", ",'priority':1,'nodeSelector':{'kubernetes.io/hostname':'n1'}");
        merge(Resources.PODS, "default", "guarded", "{'metadata':{'labels':{'app':'guarded'}}}");
        awaitNode("guarded", "n1");
        node("n2", "2", "{}");
        pod("free", "1500m", ",'priority':5,'nodeSelector':{'kubernetes.io/hostname':'n2'}");
        awaitNode("free", "n2");
        awaitKnown("guarded");
        pod("high", "1500m", ",'priority':9");
        Await.until(
                "free is leaving",
                () -> client.get(Resources.PODS, "default", "free").isDeleting());
        assertFalse(client.get(Resources.PODS, "default", "guarded").isDeleting());
        client.delete(Resources.PODS, "default", "free", DeleteOptions.DEFAULT.withGracePeriod(0));
        awaitNode("high", "n2");
    }

    /** The label reached the scheduler's image when a pod that must be near it has its place. */
    private void awaitKnown(String app) {
        pod("near", "1m", """
            ,'priority':9,'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[
             {'labelSelector':{'matchLabels':{'app':'%s'}},'topologyKey':'kubernetes.io/hostname'}]}}""".formatted(app));
        awaitNode("near", "n1");
    }

    @Test
    void driver_thatMayAttachMore_podIsBound() {
        node("n1", "2", "{}");
        client.create(Resources.PERSISTENT_VOLUMES, object("""
                {'apiVersion':'v1','kind':'PersistentVolume','metadata':{'name':'v1'},
                 'spec':{'csi':{'driver':'csi.example.com','volumeHandle':'h'}}}"""));
        client.create(Resources.PERSISTENT_VOLUME_CLAIMS, object("""
                {'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'www','namespace':'default'},
                 'spec':{'accessModes':['ReadWriteOnce']}}"""));
        bindClaim();
        pod("a", "100m", ",'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'www'}}]");
        awaitRefusal("a", "1 node(s) exceed max volume count");
        ApiObject csiNode = client.get(Resources.CSI_NODES, "", "n1");
        client.update(
                Resources.CSI_NODES,
                ApiObject.of(csiNode.json().with("spec", object("""
                {'drivers':[{'name':'csi.example.com','nodeID':'1','allocatable':{'count':1}}]}""").json())));
        awaitNode("a", "n1");
    }
}
