package dev.leme.controllers.poddisruptionbudget;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.PatchType;
import dev.leme.controllers.HurriedClock;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.replicaset.ReplicaSetController;
import dev.leme.controllers.workload.Disruption;
import dev.leme.testkit.api.Faults;
import dev.leme.testkit.await.Await;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PodDisruptionBudgetControllerTest {

    private static void budget(TestCluster cluster) {
        cluster.create(Resources.POD_DISRUPTION_BUDGETS, """
                {'apiVersion':'policy/v1','kind':'PodDisruptionBudget','metadata':{'name':'b','namespace':'default'},
                 'spec':{'maxUnavailable':'34%','selector':{'matchLabels':{'app':'web'}}}}
                """);
    }

    @Test
    void budget_followsThePodsOfAReplicaSet() {
        try (TestCluster cluster =
                new TestCluster(true, ReplicaSetController::start, PodDisruptionBudgetController::start)) {
            budget(cluster);
            Await.until("nothing to disrupt", () -> cluster.events("b").contains("NoPods: No matching pods found"));
            cluster.create(Resources.REPLICA_SETS, """
                    {'apiVersion':'apps/v1','kind':'ReplicaSet','metadata':{'name':'web','namespace':'default'},
                     'spec':{'replicas':3,'selector':{'matchLabels':{'app':'web'}},
                      'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}
                    """);
            ApiObject budget = cluster.awaitStatus(Resources.POD_DISRUPTION_BUDGETS, "b", "disruptionsAllowed", 2);
            assertEquals(1, budget.status().number("desiredHealthy", 0));
            assertEquals(3, budget.status().number("expectedPods", 0));
        }
    }

    @Test
    void disruption_announcedButNotDone_isTakenBackAfterAWhile() {
        try (TestCluster cluster =
                new TestCluster(HurriedClock.of(100), Faults.NONE, false, PodDisruptionBudgetController::start)) {
            announced(cluster, "evicted", "EvictionByEvictionAPI");
            announced(cluster, "on-its-node", "TerminationByKubelet");
            Await.until("taken back", () -> condition(cluster, "evicted").equals("False"));
            assertEquals("True", condition(cluster, "on-its-node"));
        }
    }

    private static void announced(TestCluster cluster, String name, String reason) {
        ApiObject pod = cluster.create(Resources.PODS, """
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s','namespace':'default'},
                 'spec':{'containers':[{'name':'c','image':'i'}]}}
                """.formatted(name));
        JsonObject status = Disruption.status(pod, reason, "to be gone soon", Instant.now());
        cluster.client.updateStatus(Resources.PODS, pod.withStatus(status.with("phase", "Running")));
    }

    private static String condition(TestCluster cluster, String name) {
        ApiObject pod = cluster.client.get(Resources.PODS, "default", name);
        return pod.status().array("conditions").objects().getFirst().string("status");
    }

    @Test
    void budget_podThatWasLetGoAndStays_countsAgainAfterAWhile() {
        try (TestCluster cluster =
                new TestCluster(HurriedClock.of(100), Faults.NONE, true, PodDisruptionBudgetController::start)) {
            cluster.create(Resources.PODS, """
                    {'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','namespace':'default','labels':{'app':'web'}},
                     'spec':{'containers':[{'name':'c','image':'i'}]}}
                    """);
            cluster.create(Resources.POD_DISRUPTION_BUDGETS, """
                    {'apiVersion':'policy/v1','kind':'PodDisruptionBudget','metadata':{'name':'b','namespace':'default'},
                     'spec':{'minAvailable':1,'selector':{'matchLabels':{'app':'web'}}}}
                    """);
            cluster.awaitStatus(Resources.POD_DISRUPTION_BUDGETS, "b", "currentHealthy", 1);
            JsonObject disrupted = TestCluster.json("{'p':'%1$s','long-gone':'%1$s'}".formatted(Instant.now()));
            cluster.client.patch(
                    Resources.POD_DISRUPTION_BUDGETS,
                    "default",
                    "b",
                    "status",
                    PatchType.MERGE,
                    JsonObject.of("status", JsonObject.of("disruptedPods", disrupted)));
            Await.until(
                    "told of",
                    () -> cluster.events("p")
                            .contains("NotDeleted: Pod was expected by PDB default/b to be deleted but it wasn't"));
            Await.until("forgotten, and healthy again", () -> {
                JsonObject status = cluster.client
                        .get(Resources.POD_DISRUPTION_BUDGETS, "default", "b")
                        .status();
                return !status.has("disruptedPods") && status.number("currentHealthy", 0) == 1;
            });
        }
    }

    @Test
    void podsOfAKindWithoutScale_failTheBudget() {
        try (TestCluster cluster = new TestCluster(true, PodDisruptionBudgetController::start)) {
            cluster.api.serving(Resources.JOBS);
            cluster.create(Resources.PODS, """
                    {'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','namespace':'default','labels':{'app':'web'},
                      'ownerReferences':[{'apiVersion':'batch/v1','kind':'Job','name':'j','uid':'x','controller':true}]},
                     'spec':{'containers':[{'name':'c','image':'i'}]}}
                    """);
            budget(cluster);
            Await.until(
                    "told of",
                    () -> cluster.events("b")
                            .contains(
                                    "CalculateExpectedPodCountFailed: Failed to calculate the number of expected pods:"
                                            + " jobs.batch does not implement the scale subresource"));
        }
    }
}
