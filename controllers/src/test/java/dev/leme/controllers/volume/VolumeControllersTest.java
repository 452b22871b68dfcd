package dev.leme.controllers.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.DeleteOptions;
import dev.leme.client.PatchType;
import dev.leme.client.event.EventRecorder;
import dev.leme.controllers.TestCluster;
import dev.leme.testkit.await.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Claims, volumes, provisioning and protection from end to end against the fake API server. */
class VolumeControllersTest {

    private static TestCluster cluster(String mode, String reclaim) {
        TestCluster cluster = new TestCluster(
                true,
                VolumeControllers::startBinder,
                VolumeControllers::startProvisioner,
                VolumeControllers::startExpander,
                VolumeControllers::startClaimProtection,
                VolumeControllers::startVolumeProtection);
        cluster.create(
                Resources.NODES,
                "{'apiVersion':'v1','kind':'Node','metadata':{'name':'n1','labels':{'kubernetes.io/hostname':'n1'}}}");
        cluster.create(Resources.STORAGE_CLASSES, """
                {'apiVersion':'storage.k8s.io/v1','kind':'StorageClass','metadata':{'name':'local'},
                 'provisioner':'leme.dev/local','reclaimPolicy':'%s','volumeBindingMode':'%s'}
                """.formatted(reclaim, mode));
        return cluster;
    }

    private static void claim(TestCluster cluster, String name, String storageClass) {
        cluster.create(Resources.PERSISTENT_VOLUME_CLAIMS, """
                {'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'%s','namespace':'default'},
                 'spec':{'accessModes':['ReadWriteOnce'],'storageClassName':'%s','volumeMode':'Filesystem',
                  'resources':{'requests':{'storage':'1Gi'}}}}
                """.formatted(name, storageClass));
    }

    private static void volume(TestCluster cluster, String name, String size) {
        volume(cluster, name, size, "Retain");
    }

    private static void volume(TestCluster cluster, String name, String size, String reclaim) {
        cluster.client.create(Resources.PERSISTENT_VOLUMES, ApiObject.of(volumeJson(name, size, reclaim)));
    }

    private static JsonObject volumeJson(String name, String size, String reclaim) {
        return TestCluster.json("""
                {'apiVersion':'v1','kind':'PersistentVolume','metadata':{'name':'%s'},
                 'spec':{'accessModes':['ReadWriteOnce'],'storageClassName':'manual','volumeMode':'Filesystem',
                  'capacity':{'storage':'%s'},'hostPath':{'path':'/x'},'persistentVolumeReclaimPolicy':'%s'}}
                """.formatted(name, size, reclaim));
    }

    private static ApiObject awaitPhase(TestCluster cluster, String name, String phase) {
        return Await.value(name + " is " + phase, () -> {
            ApiObject found = cluster.find(Resources.PERSISTENT_VOLUME_CLAIMS, name);
            return found != null && found.status().string("phase").equals(phase) ? found : null;
        });
    }

    private static void awaitVolume(TestCluster cluster, String name, String phase) {
        Await.until(name + " is " + phase, () -> {
            ApiObject found = cluster.find(Resources.PERSISTENT_VOLUMES, name);
            return found != null && found.status().string("phase").equals(phase);
        });
    }

    private static void deleteClaim(TestCluster cluster, String name) {
        cluster.client.delete(Resources.PERSISTENT_VOLUME_CLAIMS, "default", name, DeleteOptions.DEFAULT);
    }

    @Test
    void claim_waitingForItsConsumer_isProvisionedOnTheSelectedNode() {
        try (TestCluster cluster = cluster("WaitForFirstConsumer", "Delete")) {
            claim(cluster, "www", "local");
            Await.until(
                    "it waits",
                    () -> cluster.events("www")
                            .contains("WaitForFirstConsumer: waiting for first consumer to be created before binding"));
            cluster.client.patch(
                    Resources.PERSISTENT_VOLUME_CLAIMS,
                    "default",
                    "www",
                    PatchType.MERGE,
                    TestCluster.json("{'metadata':{'annotations':{'volume.kubernetes.io/selected-node':'n1'}}}"));
            ApiObject bound = awaitPhase(cluster, "www", "Bound");
            assertEquals("pvc-" + bound.uid(), bound.spec().string("volumeName"));
            assertEquals("1Gi", bound.status().object("capacity").string("storage"));
            assertEquals(1, cluster.directories.size());
            assertTrue(cluster.directories.contains(Path.of("/volumes/default_www_" + bound.uid())));
            Await.until(
                    "it is told",
                    () -> cluster.events("www")
                            .contains("ProvisioningSucceeded: Successfully provisioned volume pvc-" + bound.uid()));
        }
    }

    @Test
    void volumeOfAPerson_toBeDeletedWithItsClaim_saysThatNobodyCan() {
        try (TestCluster cluster = cluster("Immediate", "Delete")) {
            volume(cluster, "mine", "1Gi", "Delete");
            awaitVolume(cluster, "mine", "Available");
            claim(cluster, "www", "manual");
            awaitPhase(cluster, "www", "Bound");
            deleteClaim(cluster, "www");
            awaitVolume(cluster, "mine", "Failed");
        }
    }

    @Test
    void volumesOfOneClaim_theOtherIsFreeAgain() {
        try (TestCluster cluster = cluster("Immediate", "Delete")) {
            claim(cluster, "www", "manual");
            ApiObject claim = cluster.client.get(Resources.PERSISTENT_VOLUME_CLAIMS, "default", "www");
            for (String name : List.of("one", "two")) {
                ApiObject volume = ApiObject.of(volumeJson(name, "1Gi", "Retain"));
                JsonObject reference = EventRecorder.reference(claim);
                cluster.client.create(
                        Resources.PERSISTENT_VOLUMES,
                        volume.with("spec", volume.spec().with("claimRef", reference)));
            }
            String bound = awaitPhase(cluster, "www", "Bound").spec().string("volumeName");
            String other = bound.equals("one") ? "two" : "one";
            awaitVolume(cluster, bound, "Bound");
            ApiObject freed = Await.value(other + " is free", () -> {
                ApiObject now = cluster.client.get(Resources.PERSISTENT_VOLUMES, "", other);
                boolean free = now.status().string("phase").equals("Available")
                        && now.spec().object("claimRef").string("uid").isEmpty();
                return free ? now : null;
            });
            assertEquals("www", freed.spec().object("claimRef").string("name"), "a person meant it for this claim");
        }
    }

    private static void raise(TestCluster cluster, String name, String size) {
        cluster.client.patch(
                Resources.PERSISTENT_VOLUME_CLAIMS,
                "default",
                name,
                PatchType.MERGE,
                TestCluster.json("{'spec':{'resources':{'requests':{'storage':'" + size + "'}}}}"));
    }

    @Test
    void claim_raised_getsRoom_andWaitsForItsNode() {
        try (TestCluster cluster = cluster("Immediate", "Delete")) {
            claim(cluster, "www", "local");
            ApiObject bound = awaitPhase(cluster, "www", "Bound");
            Path directory = Path.of("/volumes/default_www_" + bound.uid());
            assertEquals(1L << 30, cluster.sizes.get(directory));
            raise(cluster, "www", "2Gi");
            Await.until("the node is asked", () -> cluster.grown.contains(directory));
            assertEquals(2L << 30, cluster.sizes.get(directory));
            ApiObject volume = cluster.client.get(Resources.PERSISTENT_VOLUMES, "", "pvc-" + bound.uid());
            assertEquals("2Gi", volume.spec().object("capacity").string("storage"));
            JsonObject status = cluster.client
                    .get(Resources.PERSISTENT_VOLUME_CLAIMS, "default", "www")
                    .status();
            assertEquals("1Gi", status.object("capacity").string("storage"), "only the node ends the growth");
            assertEquals("2Gi", status.object("allocatedResources").string("storage"));
            assertEquals(
                    "NodeResizePending",
                    status.object("allocatedResourceStatuses").string("storage"));
            assertEquals(
                    List.of("FileSystemResizePending"),
                    status.array("conditions").objects().stream()
                            .map(condition -> condition.string("type"))
                            .toList());
            Await.until(
                    "it is told",
                    () -> cluster.events("www")
                            .containsAll(List.of(
                                    "Resizing: External resizer is resizing volume pvc-" + bound.uid(),
                                    "FileSystemResizeRequired: Require file system resize of volume on node")));
        }
    }

    @Test
    void claim_deleted_takesVolumeAndDirectoryAlong() {
        try (TestCluster cluster = cluster("Immediate", "Delete")) {
            claim(cluster, "www", "local");
            awaitPhase(cluster, "www", "Bound");
            deleteClaim(cluster, "www");
            Await.until(
                    "no volume",
                    () -> cluster.names(Resources.PERSISTENT_VOLUMES).isEmpty());
            assertTrue(cluster.directories.isEmpty());
        }
    }

    @Test
    void claim_deletedUnderRetain_leavesAReleasedVolume() {
        try (TestCluster cluster = cluster("Immediate", "Retain")) {
            claim(cluster, "www", "local");
            String volume = awaitPhase(cluster, "www", "Bound").spec().string("volumeName");
            deleteClaim(cluster, "www");
            awaitVolume(cluster, volume, "Released");
            assertFalse(cluster.directories.isEmpty());
        }
    }

    @Test
    void claim_ofAManualClass_takesTheSmallestVolumeThatFits() {
        try (TestCluster cluster = cluster("Immediate", "Delete")) {
            for (String size : List.of("10Gi", "500Mi", "2Gi")) {
                volume(cluster, "v" + size.toLowerCase(Locale.ROOT), size);
            }
            awaitVolume(cluster, "v2gi", "Available");
            cluster.awaitSeen(Resources.PERSISTENT_VOLUMES, "v2gi");
            claim(cluster, "www", "manual");
            assertEquals("v2gi", awaitPhase(cluster, "www", "Bound").spec().string("volumeName"));
            awaitVolume(cluster, "v2gi", "Bound");
        }
    }

    @Test
    void claim_withoutClass_saysThatThereIsNone() {
        try (TestCluster cluster = cluster("Immediate", "Delete")) {
            claim(cluster, "www", "");
            Await.until(
                    "it is told",
                    () -> cluster.events("www")
                            .contains(
                                    "FailedBinding: no persistent volumes available for this claim and no storage class is set"));
        }
    }

    @Test
    void claim_olderThanTheDefaultClass_getsIt() {
        try (TestCluster cluster = cluster("Immediate", "Delete")) {
            cluster.create(Resources.PERSISTENT_VOLUME_CLAIMS, """
                    {'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'www','namespace':'default'},
                     'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}
                    """);
            Await.until("it is told", () -> !cluster.events("www").isEmpty());
            cluster.client.patch(
                    Resources.STORAGE_CLASSES,
                    "",
                    "local",
                    PatchType.MERGE,
                    TestCluster.json(
                            "{'metadata':{'annotations':{'storageclass.kubernetes.io/is-default-class':'true'}}}"));
            assertEquals("local", awaitPhase(cluster, "www", "Bound").spec().string("storageClassName"));
        }
    }

    @Test
    void claim_usedByAPod_staysUntilThePodIsGone() {
        try (TestCluster cluster = cluster("Immediate", "Delete")) {
            claim(cluster, "www", "local");
            awaitPhase(cluster, "www", "Bound");
            cluster.create(Resources.PODS, """
                    {'apiVersion':'v1','kind':'Pod','metadata':{'name':'user','namespace':'default'},
                     'spec':{'containers':[{'name':'c','image':'i'}],
                      'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'www'}}]}}
                    """);
            Await.until("the pod has its node", () -> {
                ApiObject pod = cluster.find(Resources.PODS, "user");
                return pod != null && !pod.spec().string("nodeName").isEmpty();
            });
            deleteClaim(cluster, "www");
            ApiObject held = Await.value("it is held", () -> cluster.find(Resources.PERSISTENT_VOLUME_CLAIMS, "www"));
            assertTrue(held.isDeleting());
            cluster.client.delete(Resources.PODS, "default", "user", DeleteOptions.DEFAULT);
            Await.until(
                    "the claim is gone",
                    () -> cluster.names(Resources.PERSISTENT_VOLUME_CLAIMS).isEmpty());
        }
    }
}
