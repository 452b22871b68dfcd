package dev.leme.controllers.clusterroleaggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.DeleteOptions;
import dev.leme.controllers.TestCluster;
import dev.leme.testkit.await.Await;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClusterRoleAggregationControllerTest {

    private static ApiObject role(String name, String labels, String rest) {
        return TestCluster.object("{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"ClusterRole\","
                + "\"metadata\":{\"name\":\"" + name + "\",\"labels\":{" + labels + "}}," + rest + "}");
    }

    private static String rule(String resource) {
        return "{\"verbs\":[\"get\"],\"apiGroups\":[\"\"],\"resources\":[\"" + resource + "\"]}";
    }

    private static JsonArray rules(String... resources) {
        return (JsonArray) Json.parse("["
                + String.join(
                        ",",
                        List.of(resources).stream()
                                .map(resource -> rule(resource))
                                .toList()) + "]");
    }

    private static String granting(String... resources) {
        return "\"rules\":" + rules(resources);
    }

    private static String selecting(String... labels) {
        return "\"aggregationRule\":{\"clusterRoleSelectors\":["
                + String.join(
                        ",",
                        List.of(labels).stream()
                                .map(label -> "{\"matchLabels\":{\"" + label + "\":\"true\"}}")
                                .toList())
                + "]},\"rules\":[]";
    }

    @Test
    void rules_ofWhatIsSelected_areInOrderAndEachOnce() {
        ApiObject view = role("view", "\"to-b\":\"true\"", selecting("to-a", "to-b"));
        List<ApiObject> all = List.of(
                view,
                role("z", "\"to-a\":\"true\"", granting("pods", "nodes")),
                role("y", "\"to-b\":\"true\"", granting("events")),
                role("x", "\"to-a\":\"true\",\"to-b\":\"true\"", granting("pods", "services")),
                role("w", "\"other\":\"true\"", granting("secrets")));
        assertEquals(rules("pods", "services", "nodes", "events"), AggregatedRules.of(view, all));
    }

    @Test
    void role_addedChangedAndDeleted_isSeenInTheAggregate() {
        try (TestCluster cluster = new TestCluster(false, ClusterRoleAggregationController::start)) {
            cluster.client.create(Resources.CLUSTER_ROLES, role("base", "\"to-a\":\"true\"", granting("pods")));
            cluster.client.create(Resources.CLUSTER_ROLES, role("all", "", selecting("to-a")));
            await(cluster, rules("pods"));
            cluster.client.create(Resources.CLUSTER_ROLES, role("more", "\"to-a\":\"true\"", granting("nodes")));
            await(cluster, rules("pods", "nodes"));
            ApiObject more = Objects.requireNonNull(cluster.client.find(Resources.CLUSTER_ROLES, "", "more"));
            cluster.client.update(Resources.CLUSTER_ROLES, more.with("rules", rules("services")));
            await(cluster, rules("pods", "services"));
            cluster.client.delete(Resources.CLUSTER_ROLES, "", "base", DeleteOptions.DEFAULT);
            await(cluster, rules("services"));
        }
    }

    private static void await(TestCluster cluster, JsonArray rules) {
        Await.until(
                "the aggregate has " + rules,
                () -> Objects.requireNonNull(cluster.client.find(Resources.CLUSTER_ROLES, "", "all"))
                        .json()
                        .array("rules")
                        .equals(rules));
    }
}
