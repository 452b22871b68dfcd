package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.SimulatedCluster;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs, cron jobs, daemon sets and disruption budgets as people use them with kubectl; the pods are simulated. */
@Timeout(600)
class RunToCompletionTest {

    private static SimulatedCluster cluster;
    private static Kubectl kubectl;

    @BeforeAll
    static void aCluster() throws IOException, InterruptedException {
        cluster = SimulatedCluster.start();
        kubectl = cluster.kubectl();
    }

    @AfterAll
    static void gone() throws IOException {
        SimulatedCluster.end(cluster);
    }

    private static void apply(String json) {
        cluster.apply(json);
    }

    @Test
    void job_created_runsOnceAndGoesWithItsPods() {
        assertEquals(
                "job.batch/hello created\n",
                kubectl.get("create", "job", "hello", "--image=busybox", "--", "echo", "hi"));
        kubectl.get("wait", "job/hello", "--for=condition=Complete", "--timeout=200s");
        assertEquals(
                "1 CompletionsReached",
                kubectl.get(
                        "get", "job", "hello", "-o", "jsonpath={.status.succeeded} {.status.conditions[1].reason}"));
        assertTrue(kubectl.get("get", "job", "hello", "--no-headers").matches("hello +Complete +1/1 .*\n"));
        assertEquals("hi\n", kubectl.get("logs", "job/hello"));
        assertTrue(kubectl.get("describe", "job", "hello").contains("Pods Statuses:"));
        assertEquals("", kubectl.get("get", "pods", "-l", "job-name=hello", "-o", "jsonpath={..finalizers}"));
        kubectl.get("delete", "job", "hello");
        kubectl.get("wait", "pod", "-l", "job-name=hello", "--for=delete", "--timeout=200s");
    }

    @Test
    void indexedJob_whoseIndexFails_saysWhich() {
        apply("""
                {'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'parts'},
                 'spec':{'completions':3,'parallelism':3,'completionMode':'Indexed','backoffLimitPerIndex':0,
                  'podFailurePolicy':{'rules':[{'action':'FailIndex','onExitCodes':{'operator':'In','values':[42]}}]},
                  'template':{'spec':{'restartPolicy':'Never',
                   'containers':[{'name':'c','image':'busybox','command':['exit','42']}]}}}}
                """);
        kubectl.get("wait", "job/parts", "--for=condition=Failed", "--timeout=200s");
        assertEquals(
                "0-2 FailedIndexes",
                kubectl.get(
                        "get",
                        "job",
                        "parts",
                        "-o",
                        "jsonpath={.status.failedIndexes} {.status.conditions[?(@.type=='Failed')].reason}"));
    }

    @Test
    void job_suspendedAndResumed_goesOn() {
        apply("""
                {'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'later'},
                 'spec':{'suspend':true,'completions':2,'parallelism':2,
                  'template':{'spec':{'restartPolicy':'Never',
                   'containers':[{'name':'c','image':'busybox','command':['echo','done']}]}}}}
                """);
        kubectl.get("wait", "job/later", "--for=condition=Suspended", "--timeout=200s");
        assertEquals("", kubectl.get("get", "pods", "-l", "job-name=later", "-o", "name"));
        kubectl.get("patch", "job", "later", "--type=merge", "-p", "{\"spec\":{\"suspend\":false}}");
        kubectl.get("wait", "job/later", "--for=condition=Complete", "--timeout=200s");
    }

    @Test
    void finishedJob_withoutTimeLeft_isCollectedWithItsPods() {
        apply("""
                {'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'brief'},
                 'spec':{'ttlSecondsAfterFinished':0,'template':{'spec':{'restartPolicy':'Never',
                   'containers':[{'name':'c','image':'busybox','command':['echo','bye']}]}}}}
                """);
        kubectl.get("wait", "job/brief", "--for=delete", "--timeout=200s");
        assertEquals("", kubectl.get("get", "pods", "-l", "job-name=brief", "-o", "name"));
    }

    @Test
    void cronJob_askedByHand_makesAJobOfItsOwn() {
        assertEquals(
                "cronjob.batch/tick created\n",
                kubectl.get(
                        "create", "cronjob", "tick", "--image=busybox", "--schedule=@yearly", "--", "echo", "tock"));
        assertTrue(
                kubectl.get("get", "cronjob", "tick", "--no-headers").matches("tick +@yearly +<none> +False +0 .*\n"));
        kubectl.get("create", "job", "by-hand", "--from=cronjob/tick");
        kubectl.get("wait", "job/by-hand", "--for=condition=Complete", "--timeout=200s");
        assertEquals(
                "CronJob tick",
                kubectl.get(
                        "get",
                        "job",
                        "by-hand",
                        "-o",
                        "jsonpath={..ownerReferences[0].kind} {..ownerReferences[0].name}"));
        String refused = kubectl.run("create", "cronjob", "bad", "--image=busybox", "--schedule=61 * * * *")
                .err();
        assertTrue(refused.contains("end of range (61) above maximum (59): 61"), refused);
        kubectl.get("delete", "cronjob", "tick");
        kubectl.get("wait", "job/by-hand", "--for=delete", "--timeout=200s");
    }

    @Test
    void daemonSet_updatedAndUndone_rolls() {
        apply("""
                {'apiVersion':'apps/v1','kind':'DaemonSet','metadata':{'name':'agent'},
                 'spec':{'selector':{'matchLabels':{'app':'agent'}},'template':{'metadata':{'labels':{'app':'agent'}},
                  'spec':{'containers':[{'name':'c','image':'busybox:1'}]}}}}
                """);
        String status = kubectl.get("rollout", "status", "daemonset/agent", "--timeout=200s");
        assertTrue(status.endsWith("daemon set \"agent\" successfully rolled out\n"), status);
        kubectl.get("set", "image", "daemonset/agent", "c=busybox:2");
        kubectl.get("rollout", "status", "daemonset/agent", "--timeout=200s");
        Await.equal(
                "its pod's image",
                "busybox:2",
                () -> kubectl.get("get", "pods", "-l", "app=agent", "-o", "jsonpath={..spec..image}"));
        assertTrue(kubectl.get("rollout", "history", "daemonset/agent").contains("2 "));
        assertEquals("daemonset.apps/agent rolled back\n", kubectl.get("rollout", "undo", "daemonset/agent"));
        kubectl.get("rollout", "status", "daemonset/agent", "--timeout=200s");
        Await.equal(
                "its pod's image",
                "busybox:1",
                () -> kubectl.get("get", "pods", "-l", "app=agent", "-o", "jsonpath={..spec..image}"));
        assertTrue(kubectl.get("get", "daemonset", "agent", "--no-headers").matches("agent +1 +1 +1 +1 +1 .*\n"));
        kubectl.get("delete", "daemonset", "agent");
    }

    @Test
    void drain_isHeldUpByABudget_andGoesOnceThatAllows() {
        String node = kubectl.get("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");
        kubectl.get("create", "deployment", "guarded", "--image=nginx", "--replicas=2");
        kubectl.get("create", "poddisruptionbudget", "guard", "--selector=app=guarded", "--min-available=2");
        kubectl.get("rollout", "status", "deployment/guarded", "--timeout=200s");
        kubectl.get("wait", "pdb/guard", "--for=jsonpath={.status.currentHealthy}=2", "--timeout=200s");
        try {
            String held = kubectl.run("drain", node, "--pod-selector=app=guarded", "--timeout=6s")
                    .err();
            assertTrue(held.contains("Cannot evict pod as it would violate the pod's disruption budget."), held);
            kubectl.get("patch", "pdb", "guard", "--type=merge", "-p", "{\"spec\":{\"minAvailable\":0}}");
            String drained = kubectl.get("drain", node, "--pod-selector=app=guarded", "--timeout=200s");
            assertTrue(drained.contains("evicted") && drained.contains("drained"), drained);
        } finally {
            kubectl.get("uncordon", node);
        }
        kubectl.get("rollout", "status", "deployment/guarded", "--timeout=200s");
        kubectl.get("delete", "deployment/guarded", "pdb/guard");
    }
}
