package dev.leme.controllers.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.PatchType;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.replicaset.ReplicaSetController;
import dev.leme.testkit.await.Await;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deployments and ReplicaSets from end to end against the fake API server. */
class DeploymentControllerTest {

    private static String web(String strategy) {
        return """
            {'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web','namespace':'default'},
             'spec':{'replicas':3,'selector':{'matchLabels':{'app':'web'}},'strategy':%s,'progressDeadlineSeconds':600,
              'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'web','image':'nginx'}]}}}}
            """.formatted(strategy);
    }

    private static TestCluster cluster() {
        return new TestCluster(true, DeploymentController::start, ReplicaSetController::start);
    }

    private static void patch(TestCluster cluster, String patch) {
        JsonObject json = TestCluster.json(patch);
        cluster.client.patch(Resources.DEPLOYMENTS, "default", "web", PatchType.MERGE, json);
    }

    private static void setImage(TestCluster cluster, String image) {
        patch(cluster, "{'spec':{'template':{'spec':{'containers':[{'name':'web','image':'" + image + "'}]}}}}");
    }

    private static ApiObject awaitComplete(TestCluster cluster, int replicas, int sets) {
        return Await.value("a complete deployment", () -> {
            ApiObject now = cluster.client.get(Resources.DEPLOYMENTS, "default", "web");
            JsonObject status = now.status();
            boolean complete = status.number("observedGeneration", 0) == now.generation()
                    && status.number("updatedReplicas", 0) == replicas
                    && status.number("availableReplicas", 0) == replicas
                    && status.number("replicas", 0) == replicas
                    && cluster.names(Resources.REPLICA_SETS).size() == sets;
            return complete ? now : null;
        });
    }

    private static String condition(ApiObject deployment, String type) {
        return deployment.status().array("conditions").objects().stream()
                .filter(condition -> condition.string("type").equals(type))
                .map(condition -> condition.string("status") + " " + condition.string("reason"))
                .findFirst()
                .orElse("");
    }

    @Test
    void deployment_created_completesAndTells() {
        try (TestCluster cluster = cluster()) {
            cluster.create(Resources.DEPLOYMENTS, web("{'type':'RollingUpdate'}"));
            ApiObject web = awaitComplete(cluster, 3, 1);
            String set = cluster.names(Resources.REPLICA_SETS).getFirst();
            assertEquals("True MinimumReplicasAvailable", condition(web, "Available"));
            assertEquals("True NewReplicaSetAvailable", condition(web, "Progressing"));
            assertEquals("1", web.annotations().get("deployment.kubernetes.io/revision"));
            Await.until("an event", () -> !cluster.events("web").isEmpty());
            assertEquals(
                    List.of("ScalingReplicaSet: Scaled up replica set " + set + " from 0 to 3"), cluster.events("web"));
            Await.until("three created", () -> cluster.events(set).size() == 3);
            assertTrue(cluster.events(set).getFirst().startsWith("SuccessfulCreate: Created pod: " + set + "-"));
            ApiObject pod = cluster.client.list(Resources.PODS, "default").getFirst();
            assertEquals(set, "web-" + pod.labels().get("pod-template-hash"));
        }
    }

    @Test
    void image_changed_rollsAndRollsBack() {
        try (TestCluster cluster = cluster()) {
            cluster.create(Resources.DEPLOYMENTS, web("{'type':'RollingUpdate'}"));
            awaitComplete(cluster, 3, 1);
            setImage(cluster, "nginx:2");
            ApiObject second = awaitComplete(cluster, 3, 2);
            assertEquals("2", second.annotations().get("deployment.kubernetes.io/revision"));
            Await.until(
                    "all pods are new",
                    () -> cluster.client.list(Resources.PODS, "default").stream()
                            .allMatch(pod ->
                                    pod.spec().array("containers").toString().contains("nginx:2")));
            setImage(cluster, "nginx");
            Await.until("revision 3 on the first set", () -> {
                ApiObject now = awaitComplete(cluster, 3, 2);
                return "3".equals(now.annotations().get("deployment.kubernetes.io/revision"));
            });
        }
    }

    @Test
    void deployment_scaled_itsSetFollows() {
        try (TestCluster cluster = cluster()) {
            cluster.create(Resources.DEPLOYMENTS, web("{'type':'RollingUpdate'}"));
            awaitComplete(cluster, 3, 1);
            patch(cluster, "{'spec':{'replicas':5}}");
            awaitComplete(cluster, 5, 1);
            patch(cluster, "{'spec':{'replicas':0}}");
            awaitComplete(cluster, 0, 1);
            Await.until("no pods", () -> cluster.names(Resources.PODS).isEmpty());
        }
    }

    @Test
    void recreate_imageChanged_oldPodsGoFirst() {
        try (TestCluster cluster = cluster()) {
            cluster.create(Resources.DEPLOYMENTS, web("{'type':'Recreate'}"));
            awaitComplete(cluster, 3, 1);
            setImage(cluster, "nginx:2");
            awaitComplete(cluster, 3, 2);
            Await.until("three events", () -> cluster.events("web").size() == 3);
            assertTrue(cluster.events("web").get(1).endsWith("from 3 to 0"));
            assertTrue(cluster.events("web").get(2).endsWith("from 0 to 3"));
        }
    }
}
