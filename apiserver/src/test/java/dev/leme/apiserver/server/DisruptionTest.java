package dev.leme.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.apiserver.server.TestApi.Reply;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Evictions and what disruption budgets say to them; deletions of Jobs. */
class DisruptionTest {

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private static final String READY = "{'phase':'Running','conditions':[{'type':'Ready','status':'True'}]}";
    private static final String UNREADY = "{'phase':'Running','conditions':[{'type':'Ready','status':'False'}]}";

    private final TestApi api = new TestApi();

    @AfterEach
    void close() {
        api.close();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private void pod(String name, String status) {
        assertEquals(
                201,
                api.post(
                                PODS,
                                json("{'metadata':{'name':'" + name + "','labels':{'app':'web'}},"
                                        + "'spec':{'nodeName':'n1','containers':[{'name':'c','image':'i'}]}}"))
                        .status());
        assertEquals(
                200,
                api.patch(PODS + "/" + name + "/status", "merge-patch+json", json("{'status':" + status + "}"))
                        .status());
    }

    private void budget(String name, String spec, String status) {
        Reply made = api.post(
                BUDGETS,
                json("{'metadata':{'name':'" + name + "'},'spec':{'minAvailable':1,"
                        + "'selector':{'matchLabels':{'app':'web'}}" + spec + "}}"));
        assertEquals(201, made.status(), made.text());
        assertEquals(
                200,
                api.patch(BUDGETS + "/" + name + "/status", "merge-patch+json", json("{'status':" + status + "}"))
                        .status());
    }

    private static String status(int allowed, int healthy) {
        return "{'observedGeneration':1,'disruptionsAllowed':" + allowed + ",'currentHealthy':" + healthy
                + ",'desiredHealthy':1,'expectedPods':2}";
    }

    private Reply evict(String pod, String options) {
        return api.post(
                PODS + "/" + pod + "/eviction",
                json("{'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':'" + pod + "'},'deleteOptions':"
                        + options + "}"));
    }

    private boolean isDeleting(String pod) {
        return api.get(PODS + "/" + pod).object().isDeleting();
    }

    @Test
    void eviction_takesOneDisruptionAndMarksThePod() {
        pod("a", READY);
        pod("b", READY);
        budget("web", "", status(1, 2));
        assertEquals(201, evict("a", "{}").status());
        assertTrue(isDeleting("a"));
        JsonObject condition = api.get(PODS + "/a")
                .object()
                .status()
                .array("conditions")
                .objects()
                .getLast();
        assertEquals("DisruptionTarget", condition.string("type"));
        assertEquals("EvictionByEvictionAPI", condition.string("reason"));
        JsonObject left = api.get(BUDGETS + "/web").object().status();
        assertEquals(0, left.number("disruptionsAllowed", 9));
        assertTrue(left.object("disruptedPods").has("a"));
        Reply refused = evict("b", "{}");
        assertEquals(429, refused.status());
        assertEquals("TooManyRequests", refused.json().string("reason"));
        assertEquals(
                "Cannot evict pod as it would violate the pod's disruption budget.",
                refused.json().string("message"));
        JsonObject cause =
                refused.json().object("details").array("causes").objects().getFirst();
        assertEquals("DisruptionBudget", cause.string("reason"));
        assertEquals("The disruption budget web needs 1 healthy pods and has 2 currently", cause.string("message"));
    }

    @Test
    void evictions_atOnce_eachTakeADisruption() throws Exception {
        int count = 12;
        for (int i = 0; i < count; i++) {
            pod("p" + i, READY);
        }
        budget("web", "", status(count, count));
        List<Callable<Integer>> evictions = IntStream.range(0, count)
                .<Callable<Integer>>mapToObj(i -> () -> evict("p" + i, "{}").status())
                .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            for (Future<Integer> each : threads.invokeAll(evictions)) {
                assertEquals(201, each.get());
            }
        }
        JsonObject left = api.get(BUDGETS + "/web").object().status();
        assertEquals(0, left.number("disruptionsAllowed", 9));
        assertEquals(count, left.object("disruptedPods").size());
    }

    @Test
    void eviction_dryRun_takesNothing() {
        pod("a", READY);
        budget("web", "", status(1, 2));
        assertEquals(201, evict("a", "{'dryRun':['All']}").status());
        assertEquals(false, isDeleting("a"));
        assertEquals(1, api.get(BUDGETS + "/web").object().status().number("disruptionsAllowed", 9));
    }

    @Test
    void eviction_whileTheBudgetIsNotYetLookedAt_isToBeTriedAgain() {
        pod("a", READY);
        budget("web", "", "{'disruptionsAllowed':3}");
        Reply refused = evict("a", "{}");
        assertEquals(429, refused.status());
        assertEquals(10, refused.json().object("details").number("retryAfterSeconds", 0));
    }

    @Test
    void eviction_underTwoBudgets_fails() {
        pod("a", READY);
        budget("web", "", status(1, 2));
        budget("other", "", status(1, 2));
        Reply refused = evict("a", "{}");
        assertEquals(500, refused.status());
        assertEquals(
                "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
                refused.json().string("message"));
    }

    @ParameterizedTest
    @CsvSource({
        // policy, healthy pods, answer for a pod that runs and isn't ready
        "'', 0, 429",
        "'', 1, 201",
        "IfHealthyBudget, 0, 429",
        "AlwaysAllow, 0, 201"
    })
    void eviction_ofAPodThatIsNotReady_followsThePolicy(String policy, int healthy, int answer) {
        pod("a", UNREADY);
        budget("web", policy.isEmpty() ? "" : ",'unhealthyPodEvictionPolicy':'" + policy + "'", status(0, healthy));
        assertEquals(answer, evict("a", "{}").status());
    }

    @ParameterizedTest
    @CsvSource({"Pending", "Succeeded", "Failed"})
    void eviction_ofAPodThatServesNobody_isFree(String phase) {
        pod("a", "{'phase':'" + phase + "'}");
        budget("web", "", status(0, 0));
        assertEquals(201, evict("a", "{}").status());
    }

    @Test
    void eviction_ofAnotherPodThanMeant_conflicts() {
        pod("a", READY);
        assertEquals(409, evict("a", "{'preconditions':{'uid':'other'}}").status());
        assertEquals(
                409, evict("a", "{'preconditions':{'resourceVersion':'1'}}").status());
        assertEquals(false, isDeleting("a"));
    }

    @Test
    void job_deletedWithoutSayingHow_leavesItsPods() {
        String jobs = "/apis/batch/v1/namespaces/default/jobs";
        String job = json("{'metadata':{'name':'j'},'spec':{'template':{'spec':{'restartPolicy':'Never',"
                + "'containers':[{'name':'c','image':'i'}]}}}}");
        Reply made = api.post(jobs, job);
        assertEquals(201, made.status(), made.text());
        Reply marked = api.delete(jobs + "/j", "");
        assertEquals(java.util.List.of("orphan"), marked.object().finalizers());
        assertEquals(
                200,
                api.patch(jobs + "/j", "merge-patch+json", json("{'metadata':{'finalizers':null}}"))
                        .status());
        assertEquals(201, api.post(jobs, job).status());
        Reply gone = api.delete(jobs + "/j", json("{'propagationPolicy':'Background'}"));
        assertEquals("Success", gone.json().string("status"));
    }
}
