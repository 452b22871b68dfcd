package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.Program;
import dev.leme.tests.machine.SimulatedCluster;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What Kubernetes' conformance tests ask of the scheduler and of nodes' life, with kubectl on three simulated nodes, {@code
 * leme}, {@code two} and {@code three}. Each test has its own names, and its own resource where it fills a node.
 */
@Timeout(600)
class SchedulingTest {

    private static SimulatedCluster cluster;
    private static Kubectl kubectl;

    @BeforeAll
    static void threeNodes() throws IOException, InterruptedException {
        cluster = SimulatedCluster.start("two", "three");
        kubectl = cluster.kubectl();
        Await.until(
                "no node is tainted",
                () -> kubectl.get("get", "nodes", "-o", "jsonpath={.items[*].spec.taints}")
                        .isBlank());
    }

    @AfterAll
    static void gone() throws IOException {
        SimulatedCluster.end(cluster);
    }

    private static void apply(String json) {
        cluster.apply(json);
    }

    private static String pod(String name, String resource, int amount, String more) {
        String requests = resource.isEmpty()
                ? ""
                : ",'resources':{'requests':{'%s':'%d'},'limits':{'%s':'%d'}}"
                        .formatted(resource, amount, resource, amount);
        return """
            {'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s','labels':{'app':'%s'}},'spec':{
             'terminationGracePeriodSeconds':0,'containers':[{'name':'c','image':'i'%s}]%s}}
            """.formatted(name, name.replaceAll("\\d", ""), requests, more);
    }

    /** Gives the node some of a resource that no other test uses. */
    private static void offer(String node, String resource, int amount) {
        String path = resource.replace("/", "~1");
        kubectl.get("patch", "node", node, "--subresource=status", "--type=json", "-p", """
                [{"op":"add","path":"/status/capacity/%s","value":"%d"},
                 {"op":"add","path":"/status/allocatable/%s","value":"%d"}]
                """.formatted(
                        path, amount, path, amount));
    }

    private static String nodeOf(String pod) {
        return kubectl.get("get", "pod", pod, "-o", "jsonpath={.spec.nodeName}");
    }

    private static void awaitReady(String... pods) {
        for (String pod : pods) {
            kubectl.get("wait", "pod/" + pod, "--for=condition=Ready", "--timeout=200s");
        }
    }

    /** What the scheduler says last: before, it may not have seen all that the test has done to the nodes. */
    private static void awaitWhyPending(String pod, Predicate<String> message) {
        String path = "jsonpath={.status.conditions[?(@.type=='PodScheduled')].message}";
        String[] said = {""};
        try {
            Await.until(pod + " is told why it waits", () -> {
                said[0] = kubectl.get("get", "pod", pod, "-o", path);
                return message.test(said[0]);
            });
        } catch (AssertionError failure) {
            throw new AssertionError(failure.getMessage() + ", not " + said[0], failure);
        }
    }

    private static void awaitGone(String pod) {
        kubectl.get("wait", "pod/" + pod, "--for=delete", "--timeout=200s");
    }

    private static void priorityClass(String name, int value) {
        kubectl.get("create", "priorityclass", name, "--value=" + value);
    }

    @Test
    void pod_largerThanAnyNode_waitsAndSaysWhy() {
        offer("two", "example.com/size", 2);
        apply(pod("large", "example.com/size", 3, ""));
        awaitWhyPending(
                "large",
                ("0/3 nodes are available: 3 Insufficient example.com/size. preemption: 0/3 nodes are available: 3"
                        + " Preemption is not helpful for scheduling.")::equals);
        offer("two", "example.com/size", 3);
        awaitReady("large");
    }

    @Test
    void pod_nodeSelector_goesThereOrNowhere() {
        apply(pod("chosen", "", 0, ",'nodeSelector':{'topology.kubernetes.io/zone':'three'}"));
        apply(pod("lost", "", 0, ",'nodeSelector':{'topology.kubernetes.io/zone':'nowhere'}"));
        awaitReady("chosen");
        assertEquals("three", nodeOf("chosen"));
        awaitWhyPending("lost", said -> said.contains("3 node(s) didn't match Pod's node affinity/selector"));
    }

    private static String onTwo(String name, String address, String protocol) {
        return pod(name, "", 0, ",'nodeName':null,'nodeSelector':{'topology.kubernetes.io/zone':'two'}")
                .replace(
                        "'image':'i'",
                        "'image':'i','ports':[{'containerPort':80,'hostPort':54321,'hostIP':'%s','protocol':'%s'}]"
                                .formatted(address, protocol));
    }

    @Test
    void hostPort_takenByAddressAndProtocol_decidesWhoFits() {
        apply(onTwo("port1", "127.0.0.1", "TCP"));
        awaitReady("port1");
        apply(onTwo("port2", "127.0.0.2", "TCP"));
        apply(onTwo("port3", "127.0.0.1", "UDP"));
        awaitReady("port2", "port3");
        apply(onTwo("port4", "0.0.0.0", "TCP"));
        awaitWhyPending("port4", said -> said.contains("1 node(s) didn't have free ports for the requested pod ports"));
    }

    @Test
    void pods_apartAndSpread_areOnNodesOfTheirOwn() {
        String apart = """
            ,'affinity':{'podAntiAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[
             {'labelSelector':{'matchLabels':{'app':'apart'}},'topologyKey':'kubernetes.io/hostname'}]}}""";
        String spread = """
            ,'topologySpreadConstraints':[{'maxSkew':1,'topologyKey':'kubernetes.io/hostname',
             'whenUnsatisfiable':'DoNotSchedule','labelSelector':{'matchLabels':{'app':'spread'}}}]""";
        Set<String> apartNodes = new TreeSet<>();
        Set<String> spreadNodes = new TreeSet<>();
        for (int i = 1; i <= 3; i++) {
            apply(pod("apart" + i, "", 0, apart));
            apply(pod("spread" + i, "", 0, spread));
        }
        for (int i = 1; i <= 3; i++) {
            awaitReady("apart" + i, "spread" + i);
            apartNodes.add(nodeOf("apart" + i));
            spreadNodes.add(nodeOf("spread" + i));
        }
        assertEquals(Set.of("leme", "two", "three"), apartNodes);
        assertEquals(Set.of("leme", "two", "three"), spreadNodes);
        apply(pod("apart4", "", 0, apart));
        awaitWhyPending("apart4", said -> said.contains("3 node(s) didn't match pod anti-affinity rules"));
    }

    @Test
    void pod_moreImportant_lessImportantLeaves() {
        offer("two", "example.com/room", 5);
        priorityClass("room-low", 1);
        priorityClass("room-high", 100);
        apply(pod("low1", "example.com/room", 2, ",'priorityClassName':'room-low'"));
        apply(pod("low2", "example.com/room", 3, ",'priorityClassName':'room-high'"));
        awaitReady("low1", "low2");
        apply(pod("critical", "example.com/room", 2, ",'priorityClassName':'system-cluster-critical'"));
        awaitReady("critical");
        awaitGone("low1");
        assertEquals("two", nodeOf("low2"));
        Await.until(
                "it is told",
                () -> kubectl.get(
                                "get",
                                "events",
                                "--field-selector=reason=Preempted",
                                "-o",
                                "jsonpath={range .items[*]}{.involvedObject.name}: {.message}{end}")
                        .matches("(?s).*low1: Preempted by pod [-0-9a-f]+ on node two.*"));
    }

    @Test
    void pod_thatNeverPreempts_waits() {
        offer("three", "example.com/quiet", 1);
        priorityClass("quiet-low", 1);
        kubectl.get("create", "priorityclass", "quiet", "--value=100", "--preemption-policy=Never");
        apply(pod("taker", "example.com/quiet", 1, ",'priorityClassName':'quiet-low'"));
        awaitReady("taker");
        apply(pod("polite", "example.com/quiet", 1, ",'priorityClassName':'quiet'"));
        awaitWhyPending("polite", said -> said.endsWith("preemption: not eligible due to preemptionPolicy=Never."));
        kubectl.get("delete", "pod", "taker");
        awaitReady("polite");
    }

    private static String replicaSet(String name, int replicas, String priority) {
        return """
            {'apiVersion':'apps/v1','kind':'ReplicaSet','metadata':{'name':'%s'},'spec':{'replicas':%d,
             'selector':{'matchLabels':{'app':'%s'}},'template':{'metadata':{'labels':{'app':'%s'}},'spec':{
             'terminationGracePeriodSeconds':0,'priorityClassName':'%s','containers':[{'name':'c','image':'i',
             'resources':{'requests':{'example.com/path':'1'},'limits':{'example.com/path':'1'}}}]}}}}
            """.formatted(name, replicas, name, name, priority);
    }

    /** The path that upstream's test of ReplicaSets takes: each class pushes out the one below. */
    @Test
    void replicaSets_risingPriorities_theMostImportantRun() {
        offer("three", "example.com/path", 4);
        for (int i = 1; i <= 4; i++) {
            priorityClass("path" + i, i);
        }
        apply(replicaSet("path-one", 4, "path1"));
        kubectl.get("wait", "rs/path-one", "--for=jsonpath={.status.readyReplicas}=4", "--timeout=200s");
        apply(replicaSet("path-two", 2, "path2"));
        kubectl.get("wait", "rs/path-two", "--for=jsonpath={.status.readyReplicas}=2", "--timeout=200s");
        apply(replicaSet("path-three", 3, "path3"));
        kubectl.get("wait", "rs/path-three", "--for=jsonpath={.status.readyReplicas}=3", "--timeout=200s");
        kubectl.get("wait", "rs/path-two", "--for=jsonpath={.status.readyReplicas}=1", "--timeout=200s");
        apply(replicaSet("path-four", 2, "path4"));
        kubectl.get("wait", "rs/path-four", "--for=jsonpath={.status.readyReplicas}=2", "--timeout=200s");
        Await.equal(
                "the least important has none left",
                "",
                () -> kubectl.get("get", "pods", "-l", "app=path-one", "-o", "jsonpath={.items[*].spec.nodeName}"));
        Await.equal(
                "the third has what the fourth left",
                "2",
                () -> kubectl.get("get", "rs", "path-three", "-o", "jsonpath={.status.readyReplicas}"));
        kubectl.get("delete", "rs", "path-one", "path-two", "path-three", "path-four");
    }

    @Test
    void priorityClass_valueChanged_isRefusedAndTheRestIsNot() {
        priorityClass("endpoint", 10);
        kubectl.get("patch", "priorityclass", "endpoint", "-p", "{\"description\":\"changed\"}");
        String refused = kubectl.run("patch", "priorityclass", "endpoint", "-p", "{\"value\":11}")
                .err();
        assertTrue(refused.contains("value: Forbidden: may not be changed in an update."), refused);
        assertTrue(kubectl.get("get", "priorityclass").contains("system-node-critical"));
        assertTrue(kubectl.run("create", "priorityclass", "system-mine", "--value=1")
                .err()
                .contains("priority class names with 'system-' prefix are reserved for system use only"));
        kubectl.get("delete", "priorityclass", "endpoint");
    }

    @Test
    void node_cordonedAndDrained_podsGoElsewhere() {
        apply("""
            {'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'movers'},'spec':{'replicas':3,
             'selector':{'matchLabels':{'app':'movers'}},'template':{'metadata':{'labels':{'app':'movers'}},'spec':{
             'terminationGracePeriodSeconds':0,
             'affinity':{'nodeAffinity':{'preferredDuringSchedulingIgnoredDuringExecution':[{'weight':100,'preference':
              {'matchFields':[{'key':'metadata.name','operator':'In','values':['leme']}]}}]}},
             'containers':[{'name':'c','image':'i'}]}}}}
            """);
        kubectl.get("rollout", "status", "deployment/movers", "--timeout=200s");
        kubectl.get("cordon", "leme");
        assertTrue(kubectl.get("get", "node", "leme").contains("SchedulingDisabled"));
        kubectl.get("drain", "leme", "--pod-selector=app=movers", "--timeout=200s");
        kubectl.get("rollout", "status", "deployment/movers", "--timeout=200s");
        String nodes = kubectl.get("get", "pods", "-l", "app=movers", "-o", "jsonpath={.items[*].spec.nodeName}");
        kubectl.get("uncordon", "leme");
        assertTrue(!nodes.contains("leme"), nodes);
        Await.until(
                "the taint is gone",
                () -> kubectl.get("get", "node", "leme", "-o", "jsonpath={.spec.taints}")
                        .isEmpty());
    }

    @Test
    void node_taintedNoExecute_podsLeaveAsTheyTolerate() {
        String there = ",'nodeSelector':{'topology.kubernetes.io/zone':'three'}";
        String bears =
                there + ",'tolerations':[{'key':'evict','operator':'Equal','value':'yes','effect':'NoExecute'%s}]";
        apply(pod("leaver", "", 0, there));
        apply(pod("shortly", "", 0, bears.formatted(",'tolerationSeconds':2")));
        apply(pod("stayer", "", 0, bears.formatted("")));
        awaitReady("leaver", "shortly", "stayer");
        kubectl.get("taint", "nodes", "three", "evict=yes:NoExecute");
        try {
            awaitGone("leaver");
            awaitGone("shortly");
            assertEquals("three", nodeOf("stayer"));
        } finally {
            kubectl.get("taint", "nodes", "three", "evict-");
        }
        Await.until(
                "it is told",
                () -> !kubectl.get("get", "events", "--field-selector=reason=TaintManagerEviction", "-o", "name")
                        .isEmpty());
    }

    /** As upstream's test has it: the finalizer keeps the victim, so that its condition can be read. */
    @Test
    void pod_preempted_hasTheDisruptionConditionWhileAFinalizerHoldsIt() {
        offer("three", "example.com/held", 1);
        priorityClass("held-low", 1);
        priorityClass("held-high", 100);
        apply(pod("victim", "example.com/held", 1, ",'priorityClassName':'held-low'")
                .replace("'name':'victim'", "'name':'victim','finalizers':['example.com/test']"));
        awaitReady("victim");
        apply(pod("winner", "example.com/held", 1, ",'priorityClassName':'held-high'"));
        try {
            Await.equal(
                    "the condition tells who did it",
                    "PreemptionByScheduler",
                    () -> victim("{.status.conditions[?(@.type=='DisruptionTarget')].reason}"));
            Await.until(
                    "it is being deleted",
                    () -> !victim("{.metadata.deletionTimestamp}").isEmpty());
            assertEquals("True", victim("{.status.conditions[?(@.type=='DisruptionTarget')].status}"));
        } finally {
            kubectl.get("patch", "pod", "victim", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}");
        }
        awaitGone("victim");
        awaitReady("winner");
    }

    /** Asked for by path: kubectl waits for no condition that is older than the object's last generation. */
    private static String victim(String path) {
        return kubectl.get("get", "pod", "victim", "-o", "jsonpath=" + path);
    }

    @Test
    void pod_gated_isShownSoAndItsGatesCanOnlyGo() {
        apply(pod("gated", "", 0, ",'schedulingGates':[{'name':'example.com/one'},{'name':'example.com/two'}]"));
        awaitWhyPending("gated", "Scheduling is blocked due to non-empty scheduling gates"::equals);
        assertTrue(kubectl.get("get", "pod", "gated").contains("SchedulingGated"));
        Program.Result more = kubectl.run(
                "patch",
                "pod",
                "gated",
                "--type=merge",
                "-p",
                "{\"spec\":{\"schedulingGates\":[{\"name\":\"example.com/three\"}]}}");
        assertTrue(more.err().contains("only deletion is allowed, but found new scheduling gate"), more.err());
        kubectl.get(
                "patch",
                "pod",
                "gated",
                "--type=merge",
                "-p",
                "{\"spec\":{\"schedulingGates\":null,\"nodeSelector\":{\"topology.kubernetes.io/zone\":\"two\"}}}");
        awaitReady("gated");
        assertEquals("two", nodeOf("gated"));
        assertEquals(
                "",
                kubectl.get("get", "events", "--field-selector=involvedObject.name=gated,type=Warning", "-o", "name"));
    }

    @Test
    void limitRanges_ofTwoNamespaces_areListedPatchedAndDeletedByCollection() {
        for (String namespace : List.of("range-one", "range-two")) {
            kubectl.get("create", "namespace", namespace);
            apply("""
                {'apiVersion':'v1','kind':'LimitRange','metadata':{'name':'range','namespace':'%s','labels':{'e2e':'range'}},
                 'spec':{'limits':[{'type':'Container','min':{'cpu':'50m'},'max':{'cpu':'500m'},
                  'defaultRequest':{'cpu':'100m'},'default':{'cpu':'400m'}}]}}""".formatted(namespace));
        }
        String both = "jsonpath={range .items[*]}{.metadata.namespace} {end}";
        assertEquals("range-one range-two ", kubectl.get("get", "limitrange", "-A", "-l", "e2e=range", "-o", both));
        kubectl.get("patch", "limitrange", "range", "-n", "range-one", "--type=json", "-p", """
                [{"op":"replace","path":"/spec/limits/0/min/cpu","value":"60m"}]""");
        assertEquals(
                "60m",
                kubectl.get(
                        "get", "limitrange", "-n", "range-one", "-o", "jsonpath={.items[0].spec.limits[0].min.cpu}"));
        kubectl.get("delete", "limitrange", "-n", "range-one", "-l", "e2e=range");
        assertEquals("range-two ", kubectl.get("get", "limitrange", "-A", "-l", "e2e=range", "-o", both));
        kubectl.get("delete", "namespace", "range-one", "range-two");
    }

    /** Without amounts, with some, and outside the bounds before and after they are moved. */
    @Test
    void limitRange_createdAndUpdated_holdsForPodsFromThenOn() {
        kubectl.get("create", "namespace", "ranged");
        kubectl.get("wait", "serviceaccount/default", "-n", "ranged", "--for=create", "--timeout=200s");
        String range = """
                {'apiVersion':'v1','kind':'LimitRange','metadata':{'name':'range','namespace':'ranged'},
                 'spec':{'limits':[{'type':'Container','min':{'cpu':'%s'},'max':{'cpu':'500m'},
                  'defaultRequest':{'cpu':'100m'},'default':{'cpu':'400m'}}]}}""";
        apply(range.formatted("50m"));
        apply(ranged("none", ""));
        apply(ranged("some", ",'resources':{'requests':{'cpu':'60m'}}"));
        assertEquals("100m 400m", amounts("none"));
        assertEquals("60m 400m", amounts("some"));
        assertRefused("low", "10m", "minimum cpu usage per Container is 50m, but request is 10m");
        assertRefused("high", "600m", "maximum cpu usage per Container is 500m, but limit is 600m");
        apply(range.formatted("70m"));
        Await.until("the new bound holds", () -> refusal("lower", "60m").contains("is 70m, but request is 60m"));
        kubectl.get("delete", "namespace", "ranged");
    }

    private static String ranged(String name, String resources) {
        return """
            {'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s','namespace':'ranged'},'spec':{
             'terminationGracePeriodSeconds':0,'containers':[{'name':'c','image':'i'%s}]}}
            """.formatted(name, resources);
    }

    private static String amounts(String pod) {
        return kubectl.get(
                "get",
                "pod",
                pod,
                "-n",
                "ranged",
                "-o",
                "jsonpath={.spec.containers[0].resources.requests.cpu} {.spec.containers[0].resources.limits.cpu}");
    }

    private static String refusal(String name, String cpu) {
        String resources = ",'resources':{'requests':{'cpu':'%s'},'limits':{'cpu':'%s'}}".formatted(cpu, cpu);
        return kubectl.reading(ranged(name, resources).replace('\'', '"'), "create", "--dry-run=server", "-f", "-")
                .err();
    }

    private static void assertRefused(String name, String cpu, String message) {
        String refusal = refusal(name, cpu);
        assertTrue(refusal.contains(message), refusal);
    }
}
