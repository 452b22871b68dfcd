package dev.leme.controllers.poddisruptionbudget;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.replicaset.ReplicaSetController;
import dev.leme.testkit.await.Await;
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
