package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.Program;
import dev.leme.tests.machine.SimulatedCluster;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kubernetes' conformance tests ask of the storage kinds that controllers care for, with kubectl on simulated pods. */
@Timeout(600)
class StorageApiTest {

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

    private static String patch(String object, String patch) {
        Program.Result result = kubectl.run("patch", object, "--type=merge", "-p", patch.replace('\'', '"'));
        return result.exitCode() == 0 ? "" : result.err();
    }

    /** Data can be changed until it is said to be immutable; then only what is about the object, and its end. */
    @ParameterizedTest
    @ValueSource(strings = {"configmap", "secret"})
    void immutable_said_staysSo(String kind) {
        String object = kind + "/fixed";
        cluster.apply("""
                {'apiVersion':'v1','kind':'%s','metadata':{'name':'fixed'},'data':{'k':'dg=='}}
                """.formatted(kind.equals("secret") ? "Secret" : "ConfigMap"));
        assertEquals("", patch(object, "{'data':{'k':'dzE='}}"));
        assertEquals("", patch(object, "{'immutable':true}"));
        assertTrue(patch(object, "{'data':{'k':'dzI='}}").contains("field is immutable when `immutable` is set"));
        assertTrue(patch(object, "{'immutable':false}").contains("field is immutable when `immutable` is set"));
        assertEquals("", patch(object, "{'metadata':{'labels':{'a':'b'}}}"));
        kubectl.get("delete", object);
        assertNotEquals(0, kubectl.run("get", object).exitCode());
    }

    private static void volume(String name) {
        cluster.apply("""
                {'apiVersion':'v1','kind':'PersistentVolume','metadata':{'name':'%s','labels':{'e2e':'%s'}},
                 'spec':{'capacity':{'storage':'1Gi'},'accessModes':['ReadWriteOnce'],'storageClassName':'by-%s',
                  'persistentVolumeReclaimPolicy':'Retain','csi':{'driver':'csi.example.com','volumeHandle':'%s'}}}
                """.formatted(name, name, name, name));
    }

    private static void claim(String name) {
        cluster.apply("""
                {'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'%s','labels':{'e2e':'%s'}},
                 'spec':{'accessModes':['ReadWriteOnce'],'storageClassName':'by-%s',
                  'resources':{'requests':{'storage':'1Gi'}}}}
                """.formatted(name, name, name));
    }

    private static void awaitPhase(String object, String phase) {
        kubectl.get("wait", object, "--for=jsonpath={.status.phase}=" + phase, "--timeout=200s");
    }

    private static void awaitGone(String object) {
        kubectl.get("wait", object, "--for=delete", "--timeout=200s");
    }

    private static String listed(String kind, String label) {
        return kubectl.get("get", kind, "-A", "-l", "e2e=" + label, "-o", "jsonpath={.items[*].metadata.name}");
    }

    @Test
    void volumeAndClaim_throughTheirLife() {
        volume("life");
        claim("life");
        awaitPhase("pv/life", "Bound");
        awaitPhase("pvc/life", "Bound");
        assertEquals("life", listed("pv", "life"));
        assertEquals("life", listed("pvc", "life"));
        assertEquals("", patch("pv/life", "{'metadata':{'labels':{'patched':'yes'}}}"));
        assertEquals("", patch("pvc/life", "{'metadata':{'labels':{'patched':'yes'}}}"));
        assertEquals("life", kubectl.get("get", "pvc", "life", "-o", "jsonpath={.spec.volumeName}"));
        assertEquals("yes", kubectl.get("get", "pv", "life", "-o", "jsonpath={.metadata.labels.patched}"));
        kubectl.get("delete", "pvc", "life");
        awaitGone("pvc/life");
        awaitPhase("pv/life", "Released");
        kubectl.get("delete", "pv", "life");
        awaitGone("pv/life");
        volume("life");
        claim("life");
        awaitPhase("pvc/life", "Bound");
        kubectl.get("delete", "pvc", "-l", "e2e=life");
        awaitGone("pvc/life");
        kubectl.get("delete", "pv", "-l", "e2e=life");
        awaitGone("pv/life");
        assertEquals("", listed("pv,pvc", "life"));
    }

    /** What a person writes there stays, for no controller has a word for it. */
    @ParameterizedTest
    @ValueSource(strings = {"pv", "pvc"})
    void statusOfVolumeAndClaim_patchedAndReplaced_isKept(String kind) {
        String name = "status-" + kind;
        volume(name);
        claim(name);
        awaitPhase(kind + "/" + name, "Bound");
        String status = kind.equals("pv")
                ? "{\"status\":{\"message\":\"StatusPatched\"}}"
                : "{\"status\":{\"conditions\":[{\"type\":\"StatusPatched\",\"status\":\"True\"}]}}";
        kubectl.get("patch", kind, name, "--subresource=status", "--type=merge", "-p", status);
        String read = kubectl.get("get", kind, name, "--subresource=status", "-o", "json");
        assertTrue(read.contains("StatusPatched"), read);
        kubectl.reading(read.replace("StatusPatched", "StatusUpdated"), "replace", "--subresource=status", "-f", "-")
                .succeeded();
        String after = kubectl.get("get", kind, name, "-o", "jsonpath={.status}");
        assertTrue(after.contains("StatusUpdated") && after.contains("Bound"), after);
        kubectl.get("delete", "pvc", name);
        kubectl.get("delete", "pv", name);
    }

    /** The API takes it; no driver is there to mount it, and its pod never needs one here. */
    @Test
    void podWithAVolumeOfADriver_isCreatedListedPatchedAndDeleted() {
        cluster.apply("""
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'inline','labels':{'e2e':'inline'}},'spec':{
                 'schedulerName':'none','terminationGracePeriodSeconds':0,'containers':[{'name':'c','image':'i',
                  'volumeMounts':[{'name':'v','mountPath':'/v'}]}],
                 'volumes':[{'name':'v','csi':{'driver':'csi.example.com','readOnly':true,'fsType':'ext4'}}]}}""");
        assertEquals("inline", listed("pods", "inline"));
        assertEquals("", patch("pod/inline", "{'metadata':{'labels':{'patched':'yes'}}}"));
        assertEquals(
                "csi.example.com", kubectl.get("get", "pod", "inline", "-o", "jsonpath={.spec.volumes[0].csi.driver}"));
        kubectl.get("delete", "pods", "-l", "e2e=inline");
        awaitGone("pod/inline");
    }

    @Test
    void storageGroup_isDiscoveredWithAllItsKinds() {
        String kinds = kubectl.get("api-resources", "--api-group=storage.k8s.io", "--no-headers", "-o", "name");
        assertEquals(
                List.of(
                                "csidrivers",
                                "csinodes",
                                "csistoragecapacities",
                                "storageclasses",
                                "volumeattachments",
                                "volumeattributesclasses")
                        .stream()
                        .map(kind -> kind + ".storage.k8s.io")
                        .toList(),
                kinds.lines().sorted().toList());
    }

    @Test
    void exclusiveClaim_inUse_holdsBackTheSecondPod() {
        cluster.apply("""
                {'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'mine'},'spec':{
                 'accessModes':['ReadWriteOncePod'],'resources':{'requests':{'storage':'1Mi'}}}}""");
        for (String name : List.of("mine-one", "mine-two")) {
            cluster.apply("""
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s'},'spec':{'terminationGracePeriodSeconds':0,
                 'containers':[{'name':'c','image':'i','volumeMounts':[{'name':'v','mountPath':'/v'}]}],
                 'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'mine'}}]}}""".formatted(name));
            if (name.equals("mine-one")) {
                kubectl.get("wait", "pod/mine-one", "--for=condition=Ready", "--timeout=200s");
            }
        }
        Await.until(
                "the second is told why it waits",
                () -> kubectl.get("get", "pod", "mine-two", "-o", "jsonpath={.status.conditions[*].message}")
                        .contains("node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod"));
        kubectl.get("delete", "pod", "mine-one");
        kubectl.get("wait", "pod/mine-two", "--for=condition=Ready", "--timeout=200s");
        kubectl.get("delete", "pod", "mine-two");
        kubectl.get("delete", "pvc", "mine");
    }
}
