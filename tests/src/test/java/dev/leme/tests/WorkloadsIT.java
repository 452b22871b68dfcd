package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.Program;
import dev.leme.tests.machine.RealCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What keeps pods running, by kubectl on real containers: stateful sets, daemon sets, replica sets, budgets and drains. */
class WorkloadsIT {

    private static @Nullable RealCluster cluster;
    private static Kubectl kubectl = new Kubectl(Path.of("kubectl"), Path.of("kubeconfig"));

    @BeforeAll
    static void aCluster() throws IOException, InterruptedException {
        RealCluster started = RealCluster.start("wl", "busybox");
        cluster = started;
        kubectl = started.kubectl();
    }

    @AfterAll
    static void nothingIsLeft() throws IOException, InterruptedException {
        RealCluster ending = cluster;
        if (ending != null) {
            ending.end();
        }
    }

    private static void apply(String json) {
        kubectl.reading(json.replace('\'', '"'), "apply", "-f", "-").succeeded();
    }

    private static String pods(String app, String path) {
        return kubectl.get("get", "pods", "-l", "app=" + app, "-o", "jsonpath=" + path);
    }

    private static void rolledOut(String workload) {
        kubectl.get("rollout", "status", workload, "--timeout=200s");
    }

    /** What someone on the node gets from a web server. */
    private static String asked(String address) {
        return Objects.requireNonNull(cluster)
                .onTheNode("timeout", "5", "busybox", "wget", "-q", "-O-", "http://" + address + ":8080/")
                .out()
                .strip();
    }

    /** A pod's template: a web server that answers with the pod's name, and ends when it is told to. */
    private static String template(String app) {
        return """
                {'metadata':{'labels':{'app':'%s'}},'spec':{'containers':[{'name':'c','image':'busybox',
                  'command':['sh','-c','trap "exit 0" TERM; mkdir -p /www; hostname >/www/index.html;
                   httpd -p 8080 -h /www; while :; do sleep 1000 & wait; done'],
                  'readinessProbe':{'tcpSocket':{'port':8080},'periodSeconds':1}}]}}
                """.formatted(app).replace("\"", "\\\"").replaceAll("\\R *", " ");
    }

    private static void replicatedByName(String kind, String version, String name, String selector) {
        apply("""
                {'apiVersion':'v1','kind':'List','items':[
                 {'apiVersion':'%s','kind':'%s','metadata':{'name':'%s'},
                  'spec':{'replicas':2,'selector':%s,'template':%s}},
                 {'apiVersion':'v1','kind':'Service','metadata':{'name':'%s'},
                  'spec':{'selector':{'app':'%s'},'ports':[{'port':8080}]}}]}
                """.formatted(version, kind, name, selector, template(name), name, name));
        kubectl.get("wait", kind + "/" + name, "--for=jsonpath={.status.readyReplicas}=2", "--timeout=200s");
        Set<String> names =
                new TreeSet<>(List.of(pods(name, "{.items[*].metadata.name}").split(" ", -1)));
        assertEquals(2, names.size());
        for (String pod : names) {
            Await.equal(
                    "its own server answers",
                    pod,
                    () -> asked(kubectl.get("get", "pod", pod, "-o", "jsonpath={.status.podIP}")));
        }
        String service = kubectl.get("get", "service", name, "-o", "jsonpath={.spec.clusterIP}");
        Set<String> answering = new TreeSet<>();
        Await.until("each replica answers through the Service: " + names, () -> {
            answering.add(asked(service));
            return answering.containsAll(names);
        });
        kubectl.get("delete", kind + "/" + name, "service/" + name);
        kubectl.get("wait", "pod", "-l", "app=" + name, "--for=delete", "--timeout=200s");
    }

    @Test
    void replicaSet_servesByEachOfItsPods() {
        replicatedByName("ReplicaSet", "apps/v1", "set", "{'matchLabels':{'app':'set'}}");
    }

    @Test
    void replicationController_servesByEachOfItsPods() {
        replicatedByName("ReplicationController", "v1", "rc", "{'app':'rc'}");
    }

    @Test
    void daemonSet_losesItsPodUpdatesAndGoesBack() {
        apply("""
                {'apiVersion':'apps/v1','kind':'DaemonSet','metadata':{'name':'agent'},'spec':{
                 'selector':{'matchLabels':{'app':'agent'}},'template':%s,
                 'updateStrategy':{'rollingUpdate':{'maxSurge':1,'maxUnavailable':0}}}}
                """.formatted(template("agent")));
        rolledOut("daemonset/agent");
        String first = pods("agent", "{.items[*].metadata.name}");
        kubectl.get("delete", "pod", first);
        Await.until("another in its place", () -> {
            String now = pods("agent", "{.items[*].metadata.name}");
            return !now.isEmpty() && !now.equals(first);
        });
        rolledOut("daemonset/agent");
        kubectl.get("set", "env", "daemonset/agent", "VERSION=2");
        rolledOut("daemonset/agent");
        Await.until(
                "one pod, of the new template",
                () -> pods("agent", "{.items[*].spec.containers[0].env[0].value}")
                        .equals("2"));
        String third = pods("agent", "{.items[*].metadata.uid}");
        kubectl.get("set", "image", "daemonset/agent", "c=nowhere.invalid/none");
        Await.until(
                "a pod that cannot start",
                () -> pods("agent", "{..waiting.reason}").matches("ErrImagePull|ImagePullBackOff"));
        kubectl.get("rollout", "undo", "daemonset/agent");
        rolledOut("daemonset/agent");
        Await.until(
                "the pod that never started is gone",
                () -> pods("agent", "{.items[*].metadata.uid}").equals(third));
        assertEquals("0 true", pods("agent", "{..restartCount} {..containerStatuses[0].ready}"));
        kubectl.get("delete", "daemonset", "agent");
        kubectl.get("wait", "pod", "-l", "app=agent", "--for=delete", "--timeout=200s");
    }

    private static Program.Result evict(String pod) {
        return kubectl.reading(
                "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"" + pod + "\"}}",
                "create",
                "--raw",
                "/api/v1/namespaces/default/pods/" + pod + "/eviction",
                "-f",
                "-");
    }

    @Test
    void evictionAndDrain_waitForTheBudget() {
        String node = kubectl.get("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");
        apply("""
                {'apiVersion':'v1','kind':'List','items':[
                 {'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'guarded'},'spec':{'replicas':2,
                  'selector':{'matchLabels':{'app':'guarded'}},'template':%s}},
                 {'apiVersion':'policy/v1','kind':'PodDisruptionBudget','metadata':{'name':'guard'},
                  'spec':{'minAvailable':2,'selector':{'matchLabels':{'app':'guarded'}}}}]}
                """.formatted(template("guarded")));
        rolledOut("deployment/guarded");
        kubectl.get("wait", "pdb/guard", "--for=jsonpath={.status.currentHealthy}=2", "--timeout=200s");
        String pod = pods("guarded", "{.items[0].metadata.name}");
        String refused = evict(pod).err();
        assertTrue(refused.contains("Cannot evict pod as it would violate the pod's disruption budget."), refused);
        kubectl.get("patch", "pdb", "guard", "--type=merge", "-p", "{\"spec\":{\"minAvailable\":1}}");
        kubectl.get("wait", "pdb/guard", "--for=jsonpath={.status.disruptionsAllowed}=1", "--timeout=200s");
        evict(pod).succeeded();
        kubectl.get("wait", "pod/" + pod, "--for=delete", "--timeout=200s");
        rolledOut("deployment/guarded");
        try {
            drained(node);
        } finally {
            kubectl.get("uncordon", node);
        }
        rolledOut("deployment/guarded");
        kubectl.get("delete", "deployment/guarded", "pdb/guard");
    }

    /** On the only node, the second pod may go only when the budget is lifted: nowhere can the first one's successor run. */
    private static void drained(String node) {
        Program.Result held = kubectl.run("drain", node, "--pod-selector=app=guarded", "--timeout=3s");
        assertNotEquals(0, held.exitCode());
        kubectl.get("patch", "pdb", "guard", "--type=merge", "-p", "{\"spec\":{\"minAvailable\":0}}");
        String drained = kubectl.get("drain", node, "--pod-selector=app=guarded", "--timeout=200s");
        assertTrue(drained.contains("node/" + node + " drained"), drained);
        Await.until(
                "their successors wait for a node",
                () -> pods("guarded", "{.items[*].status.phase}").equals("Pending Pending"));
    }

    @Test
    void resize_ofARunningPod_changesItsCgroupAndNothingElse() {
        apply("""
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'grows'},'spec':{'terminationGracePeriodSeconds':1,
                 'containers':[
                  {'name':'calm','image':'busybox','command':['sleep','1000'],
                   'resources':{'requests':{'cpu':'100m','memory':'32Mi'},'limits':{'cpu':'200m','memory':'64Mi'}}},
                  {'name':'anew','image':'busybox','command':['sleep','1000'],
                   'resizePolicy':[{'resourceName':'memory','restartPolicy':'RestartContainer'}],
                   'resources':{'requests':{'cpu':'100m','memory':'32Mi'},'limits':{'cpu':'200m','memory':'64Mi'}}}]}}
                """);
        kubectl.get("wait", "pod/grows", "--for=condition=Ready", "--timeout=120s");
        String calm = ofContainer("calm", "containerID");
        assertEquals("20000 67108864", limits("calm"));
        resize("{'name':'calm','resources':{'requests':{'cpu':'150m'},'limits':{'cpu':'300m','memory':'128Mi'}}}");
        settled("calm", "300m 128Mi");
        assertEquals("30000 134217728", limits("calm"));
        resize("{'name':'calm','resources':{'requests':{'cpu':'50m'},'limits':{'cpu':'100m','memory':'48Mi'}}}");
        settled("calm", "100m 48Mi");
        assertEquals("10000 50331648", limits("calm"));
        assertEquals(calm + " 0", ofContainer("calm", "containerID") + " " + ofContainer("calm", "restartCount"));
        assertEquals("50m", ofContainer("calm", "allocatedResources.cpu"));
        resize("{'name':'anew','resources':{'limits':{'memory':'80Mi'}}}");
        settled("anew", "200m 80Mi");
        assertEquals("20000 83886080", limits("anew"));
        assertEquals("1", ofContainer("anew", "restartCount"));
        Await.until(
                "told",
                () -> kubectl.get("describe", "pod", "grows").contains("Container anew resize requires restart"));
        kubectl.get("delete", "pod", "grows");
    }

    private static void resize(String container) {
        kubectl.get(
                "patch",
                "pod",
                "grows",
                "--subresource=resize",
                "-p",
                ("{'spec':{'containers':[" + container + "]}}").replace('\'', '"'));
    }

    private static String ofContainer(String name, String path) {
        return kubectl.get(
                "get",
                "pod",
                "grows",
                "-o",
                "jsonpath={.status.containerStatuses[?(@.name=='" + name + "')]." + path + "}");
    }

    private static void settled(String container, String limits) {
        Await.until(
                container + " has " + limits,
                () -> (ofContainer(container, "resources.limits.cpu") + " "
                                        + ofContainer(container, "resources.limits.memory"))
                                .equals(limits)
                        && !kubectl.get("get", "pod", "grows", "-o", "jsonpath={.status.conditions[*].type}")
                                .contains("PodResize"));
        kubectl.get("wait", "pod/grows", "--for=condition=Ready", "--timeout=120s");
    }

    /** The kernel's own word: quota in each 100 ms, and bytes, by either version of cgroups, as the container sees them. */
    private static String limits(String container) {
        String script = "cd /sys/fs/cgroup; if [ -f cpu.max ]; then cut -d' ' -f1 cpu.max; cat memory.max;"
                + " else cat cpu/cpu.cfs_quota_us memory/memory.limit_in_bytes; fi";
        return kubectl.get("exec", "grows", "-c", container, "--", "sh", "-c", script)
                .strip()
                .replace('\n', ' ');
    }

    /** The chapter's homework: a simple set with a pair of pods, scaled to more, a pod deleted, and what Kubernetes does then. */
    @Test
    void homework_setScaledOutAndIn_andAPodDeleted_isAsItWas() throws IOException, InterruptedException {
        apply("""
                {'apiVersion':'v1','kind':'List','items':[
                 {'apiVersion':'v1','kind':'Service','metadata':{'name':'casa'},
                  'spec':{'clusterIP':'None','selector':{'app':'casa'},'ports':[{'port':8080}]}},
                 {'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{'name':'casa'},'spec':{
                  'serviceName':'casa','replicas':2,'selector':{'matchLabels':{'app':'casa'}},'template':%s,
                  'volumeClaimTemplates':[{'metadata':{'name':'dados'},'spec':{'accessModes':['ReadWriteOnce'],
                   'resources':{'requests':{'storage':'16Mi'}}}}]}}]}
                """.formatted(template("casa")
                .replace("'image'", "'volumeMounts':[{'name':'dados','mountPath':'/dados'}],'image'")));
        rolledOut("statefulset/casa");
        for (String pod : List.of("casa-0", "casa-1")) {
            kubectl.get("exec", pod, "--", "sh", "-c", "echo meu nome era $(hostname) >/dados/nome");
        }
        assertEquals(
                List.of("casa-2 ADDED", "casa-2 Ready", "casa-3 ADDED", "casa-3 Ready"),
                seen("casa-3 Ready", "scale", "statefulset", "casa", "--replicas=4"));
        assertEquals(
                List.of("casa-3 DELETED", "casa-2 DELETED", "casa-1 DELETED"),
                seen("casa-1 DELETED", "scale", "statefulset", "casa", "--replicas=1"));
        assertEquals(
                "dados-casa-0 dados-casa-1 dados-casa-2 dados-casa-3",
                kubectl.get("get", "pvc", "-o", "jsonpath={.items[*].metadata.name}"));
        assertEquals(
                List.of("casa-1 ADDED", "casa-1 Ready"),
                seen("casa-1 Ready", "scale", "statefulset", "casa", "--replicas=2"));
        assertEquals("meu nome era casa-1\n", kubectl.get("exec", "casa-1", "--", "cat", "/dados/nome"));
        String before = kubectl.get("get", "pod", "casa-0", "-o", "jsonpath={.metadata.uid}");
        assertEquals(
                List.of("casa-0 DELETED", "casa-0 ADDED", "casa-0 Ready"),
                seen("casa-0 Ready", "delete", "pod", "casa-0"));
        assertNotEquals(before, kubectl.get("get", "pod", "casa-0", "-o", "jsonpath={.metadata.uid}"));
        assertEquals("meu nome era casa-0\n", kubectl.get("exec", "casa-0", "--", "cat", "/dados/nome"));
        Await.until(
                "it is told",
                () -> kubectl.get("describe", "statefulset", "casa")
                        .contains("delete Pod casa-3 in StatefulSet casa successful"));
        kubectl.get("delete", "statefulset/casa", "service/casa");
        kubectl.get("delete", "pvc", "--all", "--timeout=200s");
    }

    /** What a watch of the set's pods shows while the command is carried out: each name's coming, readiness and going, once. */
    private static List<String> seen(String last, String... command) throws IOException, InterruptedException {
        Process watch = kubectl.start(
                "get",
                "pods",
                "-l",
                "app=casa",
                "--watch",
                "--output-watch-events",
                "--request-timeout=180s",
                "-o",
                "jsonpath={.object.metadata.name} {.type} {.object.status.conditions[?(@.type=='Ready')].status}{\"\\n\"}");
        int before = pods("casa", "{.items[*].metadata.name}").split(" ", -1).length;
        List<String> found = new ArrayList<>();
        try (BufferedReader lines = watch.inputReader()) {
            for (int line = 0; line < before; line++) {
                assertTrue(lines.readLine().contains(" ADDED"));
            }
            kubectl.get(command);
            while (!found.contains(last)) {
                note(Objects.requireNonNull(lines.readLine(), () -> "the watch ended after " + found), found);
            }
        } finally {
            watch.destroy();
            watch.waitFor();
        }
        return found;
    }

    private static void note(String line, List<String> found) {
        String pod = line.substring(0, line.indexOf(' '));
        boolean came = found.contains(pod + " ADDED");
        if (line.endsWith(" MODIFIED True") && came && !found.contains(pod + " Ready")) {
            found.add(pod + " Ready");
        } else if (!line.contains(" MODIFIED")) {
            found.add(line.replaceAll(" (True|False)?$", ""));
        }
    }
}
