package dev.leme.controllers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.client.DeleteOptions;
import dev.leme.client.PatchType;
import dev.leme.controllers.deployment.DeploymentController;
import dev.leme.controllers.replicaset.ReplicaSetController;
import dev.leme.controllers.statefulset.StatefulSetController;
import dev.leme.testkit.api.Faults;
import dev.leme.testkit.await.Await;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** People who change their minds and pods that die, on a server that conflicts, loses answers and breaks watches. */
class WorkloadSimulationTest {

    private static final int CHANGES = 60;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private int wanted = 3;
    private int version = 1;

    private static void create(TestCluster cluster, Resource resource) {
        cluster.create(resource, """
                {'apiVersion':'apps/v1','kind':'%s','metadata':{'name':'web','namespace':'default'},
                 'spec':{'replicas':3,'serviceName':'web','selector':{'matchLabels':{'app':'web'}},
                  'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'c','image':'i:1'}]}}}}
                """.formatted(resource.kind()));
    }

    private void disturb(TestCluster cluster, Resource resource) {
        switch (random.nextInt(5)) {
            case 0 -> {
                wanted = random.nextInt(6);
                patch(cluster, resource, "{'spec':{'replicas':" + wanted + "}}");
            }
            case 1 -> {
                version = 1 + random.nextInt(3);
                String container = "{'name':'c','image':'i:" + version + "'}";
                patch(cluster, resource, "{'spec':{'template':{'spec':{'containers':[" + container + "]}}}}");
            }
            case 2 -> deleteAPod(cluster);
            case 3 -> cluster.api.endWatches();
            default -> {
                cluster.api.compact();
                cluster.api.endWatches();
            }
        }
    }

    private static void patch(TestCluster cluster, Resource resource, String patch) {
        cluster.client.patch(resource, "default", "web", PatchType.MERGE, TestCluster.json(patch));
    }

    private void deleteAPod(TestCluster cluster) {
        List<String> names = cluster.names(Resources.PODS);
        if (names.isEmpty()) {
            return;
        }
        try {
            String name = names.get(random.nextInt(names.size()));
            cluster.client.delete(Resources.PODS, "default", name, DeleteOptions.DEFAULT);
        } catch (ApiException goneMeanwhile) {
            assertEquals(404, goneMeanwhile.code());
        }
    }

    private void simulate(TestCluster cluster, Resource resource) {
        System.out.println("seed " + seed);
        create(cluster, resource);
        for (int i = 0; i < CHANGES; i++) {
            long before = cluster.api.revision();
            disturb(cluster, resource);
            Await.until("something came of it", () -> cluster.api.revision() >= before);
        }
        cluster.api.calm();
        Await.until("as many pods as wanted, all new (seed " + seed + ")", () -> isSettled(cluster, resource));
    }

    private boolean isSettled(TestCluster cluster, Resource resource) {
        List<ApiObject> pods = cluster.client.list(Resources.PODS, "default");
        JsonObject status = cluster.client.get(resource, "default", "web").status();
        boolean told = status.number("replicas", 0) == wanted && status.number("readyReplicas", 0) == wanted;
        return told && pods.size() == wanted && pods.stream().allMatch(pod -> !pod.isDeleting() && isNew(pod));
    }

    private boolean isNew(ApiObject pod) {
        return pod.spec()
                .array("containers")
                .objects()
                .getFirst()
                .string("image")
                .equals("i:" + version);
    }

    @Test
    void statefulSet_underFaults_settles() {
        try (TestCluster cluster = new TestCluster(Faults.some(seed), true, StatefulSetController::start)) {
            simulate(cluster, Resources.STATEFUL_SETS);
            List<String> expected = IntStream.range(0, wanted)
                    .mapToObj(ordinal -> "web-" + ordinal)
                    .toList();
            Await.equal("the first ordinals (seed " + seed + ")", expected, () -> cluster.names(Resources.PODS));
        }
    }

    @Test
    void deployment_underFaults_settles() {
        Controller.Starter[] starters = {DeploymentController::start, ReplicaSetController::start};
        try (TestCluster cluster = new TestCluster(Faults.some(seed), true, starters)) {
            simulate(cluster, Resources.DEPLOYMENTS);
        }
    }
}
