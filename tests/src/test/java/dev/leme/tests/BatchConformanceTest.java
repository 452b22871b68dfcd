package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

/** What the conformance suite asks of Jobs, and of a DaemonSet's ControllerRevisions; the pods are simulated. */
@Timeout(600)
class BatchConformanceTest {

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
        return Json.parseObject(text.replace('\'', '"').replace('`', '\'').getBytes(StandardCharsets.UTF_8));
    }

    /** A Job of two pods, which run until they are stopped, and then fail. */
    private static void job(String name, String more) {
        client.create(Resources.JOBS, ApiObject.of(json("""
                {'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'%s','namespace':'default'},
                 'spec':{'parallelism':2,'completions':2%s,'template':{'metadata':{'labels':{'app':'%s'}},
                  'spec':{'restartPolicy':'Never','terminationGracePeriodSeconds':0,
                   'containers':[{'name':'c','image':'i','command':['sh','-c','trap `exit 3` TERM; server']}]}}}}
                """.formatted(name, more, name))));
        awaitJob(name, "two run", job -> job.number("ready", 0) == 2);
    }

    private static ApiObject awaitJob(String name, String what, Predicate<JsonObject> status) {
        return Await.value("job " + name + ": " + what, () -> {
            ApiObject job = client.get(Resources.JOBS, NAMESPACE, name);
            return status.test(job.status()) ? job : null;
        });
    }

    private static List<ApiObject> of(Resource resource, String app) {
        ListOptions selected = ListOptions.ALL.withLabels(LabelSelector.of(Map.of("app", app)));
        return client.list(resource, NAMESPACE, selected).items();
    }

    private static void patch(Resource resource, String name, String patch) {
        client.patch(resource, NAMESPACE, name, PatchType.MERGE, json(patch));
    }

    private static ApiObject pod(String name) {
        return client.get(Resources.PODS, NAMESPACE, name);
    }

    @Test
    void job_orphanIsAdopted_andWhatNoLongerMatchesIsReleased() {
        job("keeper", "");
        String name = of(Resources.PODS, "keeper").getFirst().name();
        patch(Resources.PODS, name, "{'metadata':{'ownerReferences':null}}");
        Await.until("it is adopted", () -> {
            JsonObject owner = pod(name).controllerReference();
            return owner != null && owner.string("name").equals("keeper");
        });
        patch(
                Resources.PODS,
                name,
                "{'metadata':{'labels':{'app':'free','batch.kubernetes.io/controller-uid':null,'controller-uid':null,"
                        + "'batch.kubernetes.io/job-name':null,'job-name':null}}}");
        Await.until("it is released", () -> pod(name).controllerReference() == null);
        Await.equal("nothing holds it", List.of(), () -> pod(name).finalizers());
        assertFalse(pod(name).isDeleting());
        Await.until(
                "another takes its place", () -> of(Resources.PODS, "keeper").size() == 2);
        delete(Resources.JOBS, "keeper");
        delete(Resources.PODS, name);
    }

    private static void delete(Resource resource, String name) {
        client.delete(resource, NAMESPACE, name, DeleteOptions.DEFAULT.withPropagation("Background"));
    }

    private static void evictOne(String app) {
        String name = of(Resources.PODS, app).getFirst().name();
        ApiObject eviction = ApiObject.of(json("""
                {'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':'%s','namespace':'default'}}
                """.formatted(name)));
        client.createSubresource(Resources.PODS, NAMESPACE, name, "eviction", eviction);
        Await.until(name + " is gone", () -> client.find(Resources.PODS, NAMESPACE, name) == null);
    }

    @Test
    void job_ignoringDisruptions_outlivesAnEviction() {
        job(
                "patient",
                ",'backoffLimit':0,'podFailurePolicy':{'rules':[{'action':'Ignore',"
                        + "'onPodConditions':[{'type':'DisruptionTarget'}]}]}");
        evictOne("patient");
        ApiObject job = awaitJob("patient", "two run again", status -> status.number("ready", 0) == 2);
        assertEquals(0, job.status().number("failed", 0));
        assertEquals(0, job.status().array("conditions").size());
        delete(Resources.JOBS, "patient");
    }

    @Test
    void job_withoutAPolicy_failsByAnEviction() {
        job("brittle", ",'backoffLimit':0");
        evictOne("brittle");
        ApiObject job = awaitJob(
                "brittle",
                "failed",
                status -> status.array("conditions").objects().stream()
                        .anyMatch(condition -> condition.string("type").equals("Failed")));
        assertTrue(job.status().number("failed", 0) > 0);
        assertEquals(0, job.status().number("active", 0));
        assertEquals(0, job.status().number("terminating", 0));
        assertFalse(job.status().has("completionTime"));
        delete(Resources.JOBS, "brittle");
    }

    @Test
    void job_suspended_mayBeSentElsewhereBeforeItGoesOn() {
        job("moved", "");
        patch(Resources.JOBS, "moved", "{'spec':{'suspend':true}}");
        ApiObject suspended = awaitJob(
                "moved",
                "suspended",
                status -> status.number("active", 0) == 0
                        && status.number("terminating", 0) == 0
                        && status.array("conditions").size() == 1);
        assertFalse(suspended.status().has("startTime"));
        patch(Resources.JOBS, "moved", "{'spec':{'template':{'spec':{'nodeSelector':{'kubernetes.io/os':'linux'}}}}}");
        patch(Resources.JOBS, "moved", "{'spec':{'suspend':false}}");
        ApiObject resumed = awaitJob("moved", "runs", status -> status.number("ready", 0) == 2);
        assertTrue(resumed.status().has("startTime"));
        for (ApiObject pod : of(Resources.PODS, "moved")) {
            assertEquals("linux", pod.spec().object("nodeSelector").string("kubernetes.io/os"));
        }
        delete(Resources.JOBS, "moved");
    }

    @Test
    void job_managedByAnother_isLeftToIt() {
        client.create(Resources.JOBS, ApiObject.of(json("""
                {'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'theirs','namespace':'default'},
                 'spec':{'managedBy':'example.com/other','template':{'metadata':{'labels':{'app':'theirs'}},
                  'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'i'}]}}}}
                """)));
        job("ours", "");
        assertEquals(0, of(Resources.PODS, "theirs").size());
        JsonObject status =
                json("{'status':{'startTime':'2026-01-01T00:00:00Z','active':1,'ready':1,'terminating':0}}");
        ApiObject told = client.patch(Resources.JOBS, NAMESPACE, "theirs", "status", PatchType.MERGE, status);
        assertEquals(1, told.status().number("active", 0));
        delete(Resources.JOBS, "theirs");
        delete(Resources.JOBS, "ours");
    }

    @Test
    void revisionsOfADaemonSet_readChangedAndDeleted_areKeptAnew() {
        client.create(Resources.DAEMON_SETS, ApiObject.of(json("""
                {'apiVersion':'apps/v1','kind':'DaemonSet','metadata':{'name':'daemon','namespace':'default'},
                 'spec':{'selector':{'matchLabels':{'app':'daemon'}},'template':{'metadata':{'labels':{'app':'daemon'}},
                  'spec':{'terminationGracePeriodSeconds':0,'containers':[{'name':'c','image':'i:1'}]}}}}
                """)));
        Await.until(
                "one revision",
                () -> of(Resources.CONTROLLER_REVISIONS, "daemon").size() == 1);
        ApiObject first = of(Resources.CONTROLLER_REVISIONS, "daemon").getFirst();
        patch(Resources.CONTROLLER_REVISIONS, first.name(), "{'metadata':{'labels':{'patched':'yes'}}}");
        assertEquals(
                "yes",
                client.get(Resources.CONTROLLER_REVISIONS, NAMESPACE, first.name())
                        .labels()
                        .get("patched"));
        client.delete(Resources.CONTROLLER_REVISIONS, NAMESPACE, first.name(), DeleteOptions.DEFAULT);
        Await.until("the template is kept anew", () -> {
            List<ApiObject> now = of(Resources.CONTROLLER_REVISIONS, "daemon");
            return now.size() == 1 && !now.getFirst().uid().equals(first.uid());
        });
        patch(Resources.DAEMON_SETS, "daemon", "{'spec':{'template':{'spec':{'terminationGracePeriodSeconds':1}}}}");
        Await.until(
                "a second template",
                () -> of(Resources.CONTROLLER_REVISIONS, "daemon").size() == 2);
        List<String> before = of(Resources.CONTROLLER_REVISIONS, "daemon").stream()
                .map(ApiObject::uid)
                .toList();
        ListOptions selected = ListOptions.ALL.withLabels(LabelSelector.of(Map.of("app", "daemon")));
        client.deleteCollection(Resources.CONTROLLER_REVISIONS, NAMESPACE, selected, DeleteOptions.DEFAULT);
        Await.until("only the wanted template is kept again", () -> {
            List<ApiObject> now = of(Resources.CONTROLLER_REVISIONS, "daemon");
            return now.size() == 1 && !before.contains(now.getFirst().uid());
        });
        delete(Resources.DAEMON_SETS, "daemon");
    }
}
