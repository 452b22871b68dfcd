package dev.leme.controllers.statefulset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.DeleteOptions;
import dev.leme.client.PatchType;
import dev.leme.controllers.TestCluster;
import dev.leme.testkit.await.Await;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The controller from end to end against the fake API server. */
class StatefulSetControllerTest {

    private static final String NGINX = """
            {'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{'name':'nginx','namespace':'default'},
             'spec':{'replicas':3,'serviceName':'nginx','selector':{'matchLabels':{'app':'nginx'}},
              'podManagementPolicy':'OrderedReady','updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'partition':0}},
              'template':{'metadata':{'labels':{'app':'nginx'}},'spec':{'containers':[{'name':'nginx','image':'nginx'}]}},
              'volumeClaimTemplates':[{'metadata':{'name':'www'},'spec':{'accessModes':['ReadWriteOnce'],
               'resources':{'requests':{'storage':'1Gi'}}}}]}}
            """;

    private static TestCluster cluster() {
        return new TestCluster(true, StatefulSetController::start);
    }

    private static void scale(TestCluster cluster, int replicas) {
        patch(cluster, "{'spec':{'replicas':" + replicas + "}}");
    }

    private static void patch(TestCluster cluster, String patch) {
        JsonObject json = TestCluster.json(patch);
        cluster.client.patch(Resources.STATEFUL_SETS, "default", "nginx", PatchType.MERGE, json);
    }

    @Test
    void set_created_podsAndClaimsComeInOrder() {
        try (TestCluster cluster = cluster()) {
            cluster.kubelet.hold("nginx-1");
            cluster.create(Resources.STATEFUL_SETS, NGINX);
            cluster.awaitStatus(Resources.STATEFUL_SETS, "nginx", "readyReplicas", 1);
            cluster.awaitStatus(Resources.STATEFUL_SETS, "nginx", "replicas", 2);
            assertEquals(List.of("nginx-0", "nginx-1"), cluster.names(Resources.PODS));
            cluster.kubelet.allow("default", "nginx-1");
            ApiObject set = cluster.awaitStatus(Resources.STATEFUL_SETS, "nginx", "readyReplicas", 3);
            assertEquals(3, set.status().number("updatedReplicas", 0));
            assertEquals(set.status().string("currentRevision"), set.status().string("updateRevision"));
            assertEquals(
                    List.of("www-nginx-0", "www-nginx-1", "www-nginx-2"),
                    cluster.names(Resources.PERSISTENT_VOLUME_CLAIMS));
            Await.until("six events", () -> cluster.events("nginx").size() == 6);
            assertEquals(
                    List.of(
                            "SuccessfulCreate: create Claim www-nginx-0 Pod nginx-0 in StatefulSet nginx success",
                            "SuccessfulCreate: create Pod nginx-0 in StatefulSet nginx successful"),
                    cluster.events("nginx").subList(0, 2));
        }
    }

    @Test
    void pod_ofASet_hasItsIdentity() {
        try (TestCluster cluster = cluster()) {
            cluster.create(Resources.STATEFUL_SETS, NGINX);
            ApiObject pod = Await.value("nginx-0", () -> cluster.find(Resources.PODS, "nginx-0"));
            assertEquals("nginx-0", pod.labels().get("statefulset.kubernetes.io/pod-name"));
            assertEquals("0", pod.labels().get("apps.kubernetes.io/pod-index"));
            assertTrue(pod.labels().getOrDefault("controller-revision-hash", "").startsWith("nginx-"));
            assertEquals("nginx-0", pod.spec().string("hostname"));
            assertEquals("nginx", pod.spec().string("subdomain"));
            JsonObject volume = pod.spec().array("volumes").objects().getFirst();
            assertEquals("www-nginx-0", volume.object("persistentVolumeClaim").string("claimName"));
            JsonObject owner = pod.controllerReference();
            assertNotNull(owner);
            assertEquals("StatefulSet", owner.string("kind"));
        }
    }

    @Test
    void pod_deleted_returnsWithItsNameAndClaim() {
        try (TestCluster cluster = cluster()) {
            cluster.create(Resources.STATEFUL_SETS, NGINX);
            cluster.awaitStatus(Resources.STATEFUL_SETS, "nginx", "readyReplicas", 3);
            String before =
                    cluster.client.get(Resources.PODS, "default", "nginx-1").uid();
            cluster.client.delete(Resources.PODS, "default", "nginx-1", DeleteOptions.DEFAULT);
            Await.until("another nginx-1", () -> {
                ApiObject pod = cluster.find(Resources.PODS, "nginx-1");
                return pod != null && !pod.uid().equals(before);
            });
            assertEquals(3, cluster.names(Resources.PERSISTENT_VOLUME_CLAIMS).size());
        }
    }

    @Test
    void pod_failed_isReplaced() {
        try (TestCluster cluster = cluster()) {
            cluster.create(Resources.STATEFUL_SETS, NGINX);
            cluster.awaitStatus(Resources.STATEFUL_SETS, "nginx", "readyReplicas", 3);
            ApiObject pod = cluster.client.get(Resources.PODS, "default", "nginx-2");
            cluster.client.updateStatus(Resources.PODS, pod.withStatus(TestCluster.json("{'phase':'Failed'}")));
            Await.until("another nginx-2", () -> {
                ApiObject now = cluster.find(Resources.PODS, "nginx-2");
                return now != null && !now.uid().equals(pod.uid());
            });
        }
    }

    @Test
    void set_scaledDown_highestGoesFirstAndClaimsStay() {
        try (TestCluster cluster = cluster()) {
            cluster.create(Resources.STATEFUL_SETS, NGINX);
            cluster.awaitStatus(Resources.STATEFUL_SETS, "nginx", "readyReplicas", 3);
            scale(cluster, 1);
            cluster.awaitStatus(Resources.STATEFUL_SETS, "nginx", "replicas", 1);
            Await.equal("nginx-0 alone", List.of("nginx-0"), () -> cluster.names(Resources.PODS));
            assertEquals(3, cluster.names(Resources.PERSISTENT_VOLUME_CLAIMS).size());
            Await.until("two deletions told", () -> cluster.events("nginx").size() == 8);
            assertEquals(
                    List.of(
                            "SuccessfulDelete: delete Pod nginx-2 in StatefulSet nginx successful",
                            "SuccessfulDelete: delete Pod nginx-1 in StatefulSet nginx successful"),
                    cluster.events("nginx").subList(6, 8));
        }
    }

    @Test
    void template_changed_rollsDownToThePartition() {
        try (TestCluster cluster = cluster()) {
            cluster.create(Resources.STATEFUL_SETS, NGINX);
            cluster.awaitStatus(Resources.STATEFUL_SETS, "nginx", "readyReplicas", 3);
            patch(cluster, """
                    {'spec':{'updateStrategy':{'rollingUpdate':{'partition':1}},
                     'template':{'spec':{'containers':[{'name':'nginx','image':'nginx:2'}]}}}}
                    """);
            ApiObject set = Await.value("two updated and all ready", () -> {
                ApiObject now = cluster.client.get(Resources.STATEFUL_SETS, "default", "nginx");
                boolean done = now.status().number("updatedReplicas", 0) == 2
                        && now.status().number("readyReplicas", 0) == 3;
                return done ? now : null;
            });
            assertNotEquals(set.status().string("currentRevision"), set.status().string("updateRevision"));
            assertEquals("nginx", image(cluster, "nginx-0"));
            assertEquals("nginx:2", image(cluster, "nginx-1"));
            patch(cluster, "{'spec':{'updateStrategy':{'rollingUpdate':{'partition':0}}}}");
            Await.until("the new revision is the current one", () -> {
                JsonObject now = cluster.client
                        .get(Resources.STATEFUL_SETS, "default", "nginx")
                        .status();
                return now.string("currentRevision").equals(now.string("updateRevision"));
            });
            assertEquals("nginx:2", image(cluster, "nginx-0"));
            assertEquals(2, cluster.names(Resources.CONTROLLER_REVISIONS).size());
        }
    }

    private static String image(TestCluster cluster, String pod) {
        ApiObject object = cluster.client.get(Resources.PODS, "default", pod);
        return object.spec().array("containers").objects().getFirst().string("image");
    }

    @Test
    void orphan_withAnOrdinalsName_isAdopted() {
        try (TestCluster cluster = cluster()) {
            cluster.create(Resources.PODS, """
                    {'apiVersion':'v1','kind':'Pod','metadata':{'name':'nginx-0','namespace':'default',
                     'labels':{'app':'nginx'}},'spec':{'containers':[{'name':'nginx','image':'nginx'}]}}
                    """);
            cluster.create(Resources.STATEFUL_SETS, NGINX);
            Await.until(
                    "nginx-0 has an owner",
                    () -> cluster.client
                                    .get(Resources.PODS, "default", "nginx-0")
                                    .controllerReference()
                            != null);
        }
    }
}
