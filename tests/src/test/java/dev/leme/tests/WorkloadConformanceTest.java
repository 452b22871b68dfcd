package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.ListOptions;
import dev.leme.client.PatchType;
import dev.leme.junit.LemeCluster;
import dev.leme.testkit.await.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the conformance suite asks of StatefulSets, Deployments, ReplicaSets and ReplicationControllers; simulated pods. */
@Timeout(600)
class WorkloadConformanceTest {

    private static final String NAMESPACE = "default";

    private static LemeCluster cluster;
    private static ApiClient client;

    @BeforeAll
    static void aCluster() throws IOException, InterruptedException {
        cluster = LemeCluster.start();
        client = cluster.client();
    }

    @AfterAll
    static void gone() throws IOException {
        cluster.close();
    }

    private static JsonObject json(String text) {
        return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Resource resource(String plural) {
        return switch (plural) {
            case "statefulsets" -> Resources.STATEFUL_SETS;
            case "deployments" -> Resources.DEPLOYMENTS;
            case "replicasets" -> Resources.REPLICA_SETS;
            default -> Resources.REPLICATION_CONTROLLERS;
        };
    }

    private static ApiObject create(Resource resource, String name, int replicas, String more) {
        String labels = "{'app':'" + name + "'}";
        boolean plain = resource.equals(Resources.REPLICATION_CONTROLLERS);
        String text = """
                {'apiVersion':'%s','kind':'%s','metadata':{'name':'%s','namespace':'default','labels':%s},
                 'spec':{'replicas':%d,'selector':%s%s,'template':{'metadata':{'labels':%s},
                  'spec':{'terminationGracePeriodSeconds':0,'containers':[{'name':'c','image':'i:1'}]}}}}
                """.formatted(
                        resource.apiVersion(),
                        resource.kind(),
                        name,
                        labels,
                        replicas,
                        plain ? labels : "{'matchLabels':" + labels + "}",
                        more,
                        labels);
        return client.create(resource, ApiObject.of(json(text)));
    }

    private static ApiObject await(Resource resource, String name, String what, Predicate<ApiObject> condition) {
        return Await.value(resource.plural() + " " + name + ": " + what, () -> {
            ApiObject now = client.get(resource, NAMESPACE, name);
            return condition.test(now) ? now : null;
        });
    }

    private static ApiObject awaitReady(Resource resource, String name, long replicas) {
        return await(
                resource,
                name,
                replicas + " ready",
                now -> now.status().number("readyReplicas", 0) == replicas
                        && now.status().number("replicas", 0) == replicas
                        && now.status().number("observedGeneration", 0) == now.generation());
    }

    private static ApiObject patch(Resource resource, String name, String patch) {
        return client.patch(resource, NAMESPACE, name, PatchType.MERGE, json(patch));
    }

    private static ApiObject setImage(Resource resource, String name, String image) {
        return patch(
                resource, name, "{'spec':{'template':{'spec':{'containers':[{'name':'c','image':'" + image + "'}]}}}}");
    }

    private static List<ApiObject> of(Resource resource, String app) {
        ListOptions selected = ListOptions.ALL.withLabels(LabelSelector.of(Map.of("app", app)));
        return client.list(resource, NAMESPACE, selected).items();
    }

    /** A ReplicationController that is deleted without a word leaves its pods. */
    private static final DeleteOptions WITH_PODS = DeleteOptions.DEFAULT.withPropagation("Background");

    private static void delete(Resource resource, String name) {
        client.delete(resource, NAMESPACE, name, WITH_PODS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"statefulsets", "deployments", "replicasets", "replicationcontrollers"})
    void scale_readUpdatedAndPatched_isTheNumberOfReplicas(String plural) {
        Resource resource = resource(plural);
        create(resource, "scaled", 1, "");
        awaitReady(resource, "scaled", 1);
        ApiObject scale = client.getSubresource(resource, NAMESPACE, "scaled", "scale");
        assertEquals(1, scale.spec().number("replicas", 0));
        ApiObject two = scale.with("spec", scale.spec().with("replicas", 2));
        assertEquals(
                2,
                client.updateSubresource(resource, NAMESPACE, "scaled", "scale", two)
                        .spec()
                        .number("replicas", 0));
        awaitReady(resource, "scaled", 2);
        client.patch(resource, NAMESPACE, "scaled", "scale", PatchType.MERGE, json("{'spec':{'replicas':3}}"));
        awaitReady(resource, "scaled", 3);
        delete(resource, "scaled");
        Await.until(
                "pods go with their owner", () -> of(Resources.PODS, "scaled").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"statefulsets", "deployments", "replicasets", "replicationcontrollers"})
    void status_updatedAndPatched_keepsWhatOthersWroteThere(String plural) {
        Resource resource = resource(plural);
        create(resource, "told", 1, "");
        awaitReady(resource, "told", 1);
        String condition = "{'type':'StatusUpdate','status':'True','reason':'E2E','message':'Set from e2e test'}";
        Await.until("the status is written", () -> {
            ApiObject now = client.get(resource, NAMESPACE, "told");
            JsonObject status = now.status()
                    .with("conditions", now.status().array("conditions").plus(json(condition)));
            try {
                client.updateStatus(resource, now.withStatus(status));
                return true;
            } catch (dev.leme.api.status.ApiException conflict) {
                return false;
            }
        });
        patch(resource, "told", "{'spec':{'replicas':2}}");
        ApiObject told = awaitReady(resource, "told", 2);
        assertTrue(
                told.status().array("conditions").objects().stream()
                        .anyMatch(known -> known.string("type").equals("StatusUpdate")),
                told.status().toString());
        client.patch(
                resource,
                NAMESPACE,
                "told",
                "status",
                PatchType.MERGE,
                json("{'metadata':{'annotations':{'patchedstatus':'true'}}}"));
        delete(resource, "told");
    }

    @ParameterizedTest
    @ValueSource(strings = {"statefulsets", "deployments", "replicasets", "replicationcontrollers"})
    void collection_listedPatchedReplacedAndDeleted_isGoneWithItsPods(String plural) {
        Resource resource = resource(plural);
        create(resource, "coll", 1, "");
        awaitReady(resource, "coll", 1);
        assertEquals(1, of(resource, "coll").size());
        patch(resource, "coll", "{'metadata':{'labels':{'patched':'yes'}},'spec':{'replicas':2}}");
        ApiObject now = awaitReady(resource, "coll", 2);
        ApiObject replaced = Await.value("replaced", () -> {
            try {
                ApiObject fresh = client.get(resource, NAMESPACE, "coll");
                return client.update(resource, fresh.with("spec", fresh.spec().with("replicas", 3)));
            } catch (dev.leme.api.status.ApiException conflict) {
                return null;
            }
        });
        assertNotEquals(now.generation(), replaced.generation());
        awaitReady(resource, "coll", 3);
        ListOptions selected = ListOptions.ALL.withLabels(LabelSelector.of(Map.of("app", "coll")));
        client.deleteCollection(resource, NAMESPACE, selected, WITH_PODS);
        Await.until(
                "all are gone",
                () -> of(resource, "coll").isEmpty()
                        && of(Resources.PODS, "coll").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"replicasets", "replicationcontrollers"})
    void pod_matchingAndThenNot_isAdoptedAndReleased(String plural) {
        Resource resource = resource(plural);
        client.create(Resources.PODS, ApiObject.of(json("""
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'adopted','namespace':'default','labels':{'app':'adopter'}},
                 'spec':{'terminationGracePeriodSeconds':0,'containers':[{'name':'c','image':'i:1'}]}}
                """)));
        await(
                Resources.PODS,
                "adopted",
                "runs",
                pod -> pod.status().string("phase").equals("Running"));
        create(resource, "adopter", 1, "");
        awaitReady(resource, "adopter", 1);
        JsonObject owner = client.get(Resources.PODS, NAMESPACE, "adopted").controllerReference();
        assertNotNull(owner);
        assertEquals(resource.kind(), owner.string("kind"));
        patch(Resources.PODS, "adopted", "{'metadata':{'labels':{'app':'released'}}}");
        Await.until(
                "the pod is released",
                () -> client.get(Resources.PODS, NAMESPACE, "adopted").controllerReference() == null);
        awaitReady(resource, "adopter", 1);
        delete(resource, "adopter");
        delete(Resources.PODS, "adopted");
        Await.until(
                "they are gone",
                () -> of(Resources.PODS, "adopter").isEmpty()
                        && of(Resources.PODS, "released").isEmpty());
    }

    @Test
    void recreateDeployment_updated_neverRunsBothTemplates() {
        create(Resources.DEPLOYMENTS, "recreate", 2, ",'strategy':{'type':'Recreate'}");
        awaitReady(Resources.DEPLOYMENTS, "recreate", 2);
        setImage(Resources.DEPLOYMENTS, "recreate", "i:2");
        Await.until("only new pods", () -> {
            List<String> images = of(Resources.PODS, "recreate").stream()
                    .filter(pod -> !pod.isDeleting())
                    .map(pod ->
                            pod.spec().array("containers").objects().getFirst().string("image"))
                    .distinct()
                    .toList();
            assertTrue(images.size() < 2, "both templates run: " + images);
            return images.equals(List.of("i:2"));
        });
        delete(Resources.DEPLOYMENTS, "recreate");
    }

    @Test
    void deployment_rolledOverTwice_keepsAsManyOldSetsAsItsLimit() {
        create(Resources.DEPLOYMENTS, "over", 2, ",'revisionHistoryLimit':0");
        awaitReady(Resources.DEPLOYMENTS, "over", 2);
        setImage(Resources.DEPLOYMENTS, "over", "i:2");
        setImage(Resources.DEPLOYMENTS, "over", "i:3");
        Await.until("one set is left, of the last template", () -> {
            List<ApiObject> sets = of(Resources.REPLICA_SETS, "over");
            return sets.size() == 1 && sets.getFirst().json().toString().contains("i:3");
        });
        awaitReady(Resources.DEPLOYMENTS, "over", 2);
        delete(Resources.DEPLOYMENTS, "over");
    }

    @Test
    void deployment_resizedInMidUpdate_sharesTheChange() {
        create(
                Resources.DEPLOYMENTS,
                "prop",
                10,
                ",'minReadySeconds':3600,'progressDeadlineSeconds':7200,'strategy':{'type':'RollingUpdate',"
                        + "'rollingUpdate':{'maxSurge':3,'maxUnavailable':2}}");
        awaitReady(Resources.DEPLOYMENTS, "prop", 10);
        setImage(Resources.DEPLOYMENTS, "prop", "i:2");
        Await.until("the update waits in its middle", () -> sizes("prop").equals(List.of(5L, 8L)));
        patch(Resources.DEPLOYMENTS, "prop", "{'spec':{'replicas':30}}");
        Await.until("each set has its share of 33", () -> sizes("prop").equals(List.of(13L, 20L)));
        delete(Resources.DEPLOYMENTS, "prop");
    }

    private static List<Long> sizes(String app) {
        return of(Resources.REPLICA_SETS, app).stream()
                .map(set -> set.spec().number("replicas", 0))
                .sorted()
                .toList();
    }

    @Test
    void controllerRevision_ofASet_canBeReadPatchedReplacedAndDeleted() {
        create(Resources.STATEFUL_SETS, "revised", 1, "");
        awaitReady(Resources.STATEFUL_SETS, "revised", 1);
        ApiObject revision = of(Resources.CONTROLLER_REVISIONS, "revised").getFirst();
        ApiObject patched =
                patch(Resources.CONTROLLER_REVISIONS, revision.name(), "{'metadata':{'labels':{'patched':'yes'}}}");
        assertEquals("yes", patched.labels().get("patched"));
        JsonObject next = patched.json().with("revision", 3);
        assertEquals(
                3,
                client.update(Resources.CONTROLLER_REVISIONS, ApiObject.of(next))
                        .json()
                        .number("revision", 0));
        delete(Resources.CONTROLLER_REVISIONS, revision.name());
        Await.until("the set has kept its template anew", () -> {
            List<ApiObject> now = of(Resources.CONTROLLER_REVISIONS, "revised");
            return now.size() == 1 && !now.getFirst().uid().equals(revision.uid());
        });
        delete(Resources.STATEFUL_SETS, "revised");
    }

    @Test
    void failedPod_ofASet_isMadeAnew() {
        create(Resources.STATEFUL_SETS, "evicted", 1, "");
        awaitReady(Resources.STATEFUL_SETS, "evicted", 1);
        ApiObject pod = client.get(Resources.PODS, NAMESPACE, "evicted-0");
        JsonObject failed = json("{'status':{'phase':'Failed'}}");
        client.patch(Resources.PODS, NAMESPACE, "evicted-0", "status", PatchType.MERGE, failed);
        Await.until("another evicted-0", () -> {
            ApiObject now = client.find(Resources.PODS, NAMESPACE, "evicted-0");
            return now != null && !now.uid().equals(pod.uid());
        });
        delete(Resources.STATEFUL_SETS, "evicted");
    }

    @Test
    void replicationController_beyondAQuota_tellsOfItUntilThereIsRoom() {
        client.create(Resources.RESOURCE_QUOTAS, ApiObject.of(json("""
                {'apiVersion':'v1','kind':'ResourceQuota','metadata':{'name':'few','namespace':'kube-public'},
                 'spec':{'hard':{'pods':'2'}}}
                """)));
        Await.until(
                "the quota counts",
                () -> client.get(Resources.RESOURCE_QUOTAS, "kube-public", "few")
                        .status()
                        .has("hard"));
        client.create(Resources.REPLICATION_CONTROLLERS, ApiObject.of(json("""
                {'apiVersion':'v1','kind':'ReplicationController','metadata':{'name':'many','namespace':'kube-public'},
                 'spec':{'replicas':3,'selector':{'app':'many'},'template':{'metadata':{'labels':{'app':'many'}},
                  'spec':{'terminationGracePeriodSeconds':0,'containers':[{'name':'c','image':'i:1'}]}}}}
                """)));
        Await.until("the failure shows", () -> failures().equals(List.of("FailedCreate")));
        client.patch(
                Resources.REPLICATION_CONTROLLERS,
                "kube-public",
                "many",
                PatchType.MERGE,
                json("{'spec':{'replicas':2}}"));
        Await.until("the failure is gone", () -> failures().isEmpty());
        client.delete(Resources.REPLICATION_CONTROLLERS, "kube-public", "many", WITH_PODS);
        client.delete(Resources.RESOURCE_QUOTAS, "kube-public", "few", WITH_PODS);
    }

    private static List<String> failures() {
        ApiObject many = client.get(Resources.REPLICATION_CONTROLLERS, "kube-public", "many");
        return many.status().array("conditions").objects().stream()
                .filter(condition -> condition.string("type").equals("ReplicaFailure"))
                .map(condition -> condition.string("reason"))
                .toList();
    }
}
