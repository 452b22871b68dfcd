package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.PatchType;
import dev.leme.junit.LemeCluster;
import dev.leme.testkit.await.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the conformance suite asks of ResourceQuotas: each test has a namespace of its own. */
@Timeout(600)
class QuotaConformanceTest {

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

    /** A namespace with the account that its pods will have. */
    private static void namespace(String name) {
        client.create(Resources.NAMESPACES, ApiObject.of(json("{'metadata':{'name':'" + name + "'}}")));
        Await.until(
                "the default account of " + name,
                () -> client.find(Resources.SERVICE_ACCOUNTS, name, "default") != null);
    }

    private static void quota(String namespace, String name, String hard, String more) {
        client.create(Resources.RESOURCE_QUOTAS, ApiObject.of(json("""
                {'apiVersion':'v1','kind':'ResourceQuota','metadata':{'name':'%s','namespace':'%s'},
                 'spec':{'hard':%s%s}}
                """.formatted(name, namespace, hard, more))));
        awaitHard(namespace, name, json(hard));
    }

    private static void awaitHard(String namespace, String name, JsonObject hard) {
        Await.equal(
                "what " + name + " counts", hard, () -> status(namespace, name).object("hard"));
    }

    private static JsonObject status(String namespace, String name) {
        return client.get(Resources.RESOURCE_QUOTAS, namespace, name).status();
    }

    private static String used(String namespace, String name, String what) {
        return status(namespace, name).object("used").string(what);
    }

    private static void awaitUsed(String namespace, String name, String what, String amount) {
        Await.equal(what + " used of " + name, amount, () -> used(namespace, name, what));
    }

    private static Resource resource(String plural) {
        return switch (plural) {
            case "configmaps" -> Resources.CONFIG_MAPS;
            case "secrets" -> Resources.SECRETS;
            case "services" -> Resources.SERVICES;
            case "replicationcontrollers" -> Resources.REPLICATION_CONTROLLERS;
            case "replicasets" -> Resources.REPLICA_SETS;
            default -> Resources.PODS;
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    configmaps | configmaps | {'data':{'a':'b'}}
                    secrets | secrets | {'stringData':{'a':'b'}}
                    services | services | {'spec':{'ports':[{'port':80}]}}
                    services | services.loadbalancers | {'spec':{'type':'LoadBalancer','ports':[{'port':80}]}}
                    services | services.nodeports | {'spec':{'type':'NodePort','ports':[{'port':80}]}}
                    replicationcontrollers | replicationcontrollers | {'spec':{'replicas':0,'selector':{'a':'b'},'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}
                    replicasets | count/replicasets.apps | {'spec':{'replicas':0,'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}
                    pods | pods | {'spec':{'terminationGracePeriodSeconds':0,'containers':[{'name':'c','image':'i'}]}}
                    """)
    void object_createdAndDeleted_isChargedAndGivenBack(String plural, String what, String body) {
        Resource resource = resource(plural);
        String namespace = "life-of-" + what.replaceAll("[^a-z]", "-");
        namespace(namespace);
        String before = before(namespace, resource);
        String most = Integer.toString(Integer.parseInt(before) + 1);
        quota(namespace, "q", "{'" + what + "':'" + most + "'}", "");
        awaitUsed(namespace, "q", what, before);
        create(resource, namespace, "one", body);
        assertEquals(most, used(namespace, "q", what), "charged with the write");
        ApiException refused = assertThrows(ApiException.class, () -> create(resource, namespace, "two", body));
        assertTrue(refused.is(Reason.FORBIDDEN) && refused.text().contains("exceeded quota: q"), refused.text());
        client.delete(resource, namespace, "one", DeleteOptions.DEFAULT);
        awaitUsed(namespace, "q", what, before);
        client.delete(Resources.NAMESPACES, "", namespace, DeleteOptions.DEFAULT);
    }

    /** How many there are of themselves: each namespace has the cluster's authority in a ConfigMap. */
    private static String before(String namespace, Resource resource) {
        if (!resource.equals(Resources.CONFIG_MAPS)) {
            return "0";
        }
        Await.until("kube-root-ca.crt", () -> client.find(resource, namespace, "kube-root-ca.crt") != null);
        return "1";
    }

    private static void create(Resource resource, String namespace, String name, String body) {
        JsonObject metadata = json("{'name':'" + name + "','namespace':'" + namespace + "'}");
        JsonObject object = json(body)
                .with("apiVersion", resource.apiVersion())
                .with("kind", resource.kind())
                .with("metadata", metadata);
        client.create(resource, ApiObject.of(object));
    }

    private static void pod(String namespace, String name, String more, String container) {
        create(
                Resources.PODS,
                namespace,
                name,
                "{'spec':{'terminationGracePeriodSeconds':0" + more + ",'containers':[{'name':'c','image':'i'"
                        + container + "}]}}");
    }

    @Test
    void pod_whatItAsksFor_isChargedAndBounded() {
        namespace("amounts");
        quota("amounts", "q", "{'pods':'5','requests.cpu':'1','requests.memory':'500Mi'}", "");
        pod("amounts", "fits", "", ",'resources':{'requests':{'cpu':'500m','memory':'252Mi'}}");
        assertEquals("500m", used("amounts", "q", "requests.cpu"));
        assertEquals("252Mi", used("amounts", "q", "requests.memory"));
        String more = ",'resources':{'requests':{'cpu':'600m','memory':'100Mi'}}";
        assertThrows(ApiException.class, () -> pod("amounts", "too-much", "", more));
        ApiException silent = assertThrows(ApiException.class, () -> pod("amounts", "silent", "", ""));
        assertTrue(silent.text().contains("must specify requests.cpu"), silent.text());
        client.delete(Resources.PODS, "amounts", "fits", DeleteOptions.DEFAULT.withGracePeriod(0));
        awaitUsed("amounts", "q", "requests.cpu", "0");
        client.delete(Resources.NAMESPACES, "", "amounts", DeleteOptions.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    best-effort | BestEffort | NotBestEffort | | ,'resources':{'requests':{'cpu':'1m'}}
                    not-best-effort | NotBestEffort | BestEffort | ,'resources':{'limits':{'memory':'1Mi'}} |
                    """)
    void scope_ofQuality_countsItsOwn(String namespace, String own, String other, String ours, String theirs) {
        namespace(namespace);
        quota(namespace, "own", "{'pods':'5'}", ",'scopes':['" + own + "']");
        quota(namespace, "other", "{'pods':'5'}", ",'scopes':['" + other + "']");
        pod(namespace, "ours", "", ours == null ? "" : ours);
        assertEquals("1 0", used(namespace, "own", "pods") + " " + used(namespace, "other", "pods"));
        pod(namespace, "theirs", "", theirs == null ? "" : theirs);
        assertEquals("1 1", used(namespace, "own", "pods") + " " + used(namespace, "other", "pods"));
        client.delete(Resources.PODS, namespace, "ours", DeleteOptions.DEFAULT.withGracePeriod(0));
        awaitUsed(namespace, "own", "pods", "0");
        assertEquals("1", used(namespace, "other", "pods"));
        client.delete(Resources.NAMESPACES, "", namespace, DeleteOptions.DEFAULT);
    }

    @Test
    void scope_ofDeadline_countsItsOwn() {
        namespace("deadlines");
        quota("deadlines", "own", "{'pods':'5'}", ",'scopes':['Terminating']");
        quota("deadlines", "other", "{'pods':'5'}", ",'scopes':['NotTerminating']");
        pod("deadlines", "brief", ",'activeDeadlineSeconds':3600", "");
        assertEquals("1 0", used("deadlines", "own", "pods") + " " + used("deadlines", "other", "pods"));
        pod("deadlines", "long", "", "");
        assertEquals("1 1", used("deadlines", "own", "pods") + " " + used("deadlines", "other", "pods"));
        client.delete(Resources.NAMESPACES, "", "deadlines", DeleteOptions.DEFAULT);
    }

    @Test
    void quota_changedToldOfAndDeleted_isWhatWasAskedFor() {
        namespace("changes");
        quota("changes", "q", "{'cpu':'1','memory':'500Mi'}", "");
        client.patch(
                Resources.RESOURCE_QUOTAS,
                "changes",
                "q",
                PatchType.MERGE,
                json("{'metadata':{'labels':{'patched':'yes'}},'spec':{'hard':{'memory':'750Mi'}}}"));
        awaitHard("changes", "q", json("{'cpu':'1','memory':'750Mi'}"));
        JsonObject told = json("{'status':{'hard':{'cpu':'2','memory':'1Gi'}}}");
        ApiObject changed = client.patch(Resources.RESOURCE_QUOTAS, "changes", "q", "status", PatchType.MERGE, told);
        assertEquals("1Gi", changed.status().object("hard").string("memory"));
        assertEquals("750Mi", changed.spec().object("hard").string("memory"));
        awaitHard("changes", "q", json("{'cpu':'1','memory':'750Mi'}"));
        client.delete(Resources.RESOURCE_QUOTAS, "changes", "q", DeleteOptions.DEFAULT);
        Await.until("it is gone", () -> client.find(Resources.RESOURCE_QUOTAS, "changes", "q") == null);
        client.delete(Resources.NAMESPACES, "", "changes", DeleteOptions.DEFAULT);
    }
}
