package dev.leme.controllers.replicationcontroller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.PatchType;
import dev.leme.controllers.TestCluster;
import dev.leme.testkit.await.Await;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The controller against the fake API server. */
class ReplicationControllerTest {

    private static final String WEB = """
            {'apiVersion':'v1','kind':'ReplicationController','metadata':{'name':'web','namespace':'default'},
             'spec':{'replicas':2,'selector':{'app':'web'},
              'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}
            """;

    private static void patch(TestCluster cluster, dev.leme.api.resource.Resource resource, String name, String patch) {
        cluster.client.patch(resource, "default", name, PatchType.MERGE, TestCluster.json(patch));
    }

    @Test
    void controller_created_keepsItsNumber() {
        try (TestCluster cluster = new TestCluster(true, ReplicationControllerController::start)) {
            cluster.create(Resources.REPLICATION_CONTROLLERS, WEB);
            ApiObject ready = cluster.awaitStatus(Resources.REPLICATION_CONTROLLERS, "web", "availableReplicas", 2);
            assertEquals(2, ready.status().number("fullyLabeledReplicas", 0));
            assertFalse(ready.status().has("terminatingReplicas"));
            patch(cluster, Resources.REPLICATION_CONTROLLERS, "web", "{'spec':{'replicas':1}}");
            cluster.awaitStatus(Resources.REPLICATION_CONTROLLERS, "web", "replicas", 1);
        }
    }

    @Test
    void pod_relabelled_isReleasedAndReplaced() {
        try (TestCluster cluster = new TestCluster(true, ReplicationControllerController::start)) {
            cluster.create(Resources.REPLICATION_CONTROLLERS, WEB);
            cluster.awaitStatus(Resources.REPLICATION_CONTROLLERS, "web", "readyReplicas", 2);
            String pod = cluster.names(Resources.PODS).getFirst();
            patch(cluster, Resources.PODS, pod, "{'metadata':{'labels':{'app':'other'}}}");
            Await.until("two pods of the controller besides the released one", () -> {
                List<String> names = cluster.names(Resources.PODS);
                return names.size() == 3
                        && cluster.client.get(Resources.PODS, "default", pod).controllerReference() == null;
            });
        }
    }
}
