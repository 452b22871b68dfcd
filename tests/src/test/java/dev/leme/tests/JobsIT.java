package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.Project;
import dev.leme.tests.machine.RealCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs and cron jobs by kubectl on real containers, whose exit codes and restarts are the kernel's. All Jobs are made at once, so
 * that what takes its time takes it together.
 */
class JobsIT {

    @TempDir
    private static Path directory;

    private static @Nullable RealCluster cluster;
    private static Kubectl kubectl = new Kubectl(Path.of("kubectl"), Path.of("kubeconfig"));

    @BeforeAll
    static void allJobsBegin() throws IOException, InterruptedException {
        RealCluster started = RealCluster.start("jb", "busybox");
        cluster = started;
        kubectl = started.kubectl();
        String jobs = Files.readString(Project.root().resolve("tests/src/test/resources/dev/leme/tests/jobs.yaml"));
        kubectl.reading(jobs.replace("DIRECTORY", directory.toString()), "apply", "-f", "-")
                .succeeded();
    }

    @AfterAll
    static void nothingIsLeft() throws IOException, InterruptedException {
        RealCluster ending = cluster;
        if (ending != null) {
            ending.end();
        }
    }

    private static void becomes(String job, String condition) {
        kubectl.get("wait", "job/" + job, "--for=condition=" + condition, "--timeout=200s");
    }

    private static String job(String name, String path) {
        return kubectl.get("get", "job", name, "-o", "jsonpath=" + path);
    }

    private static String reason(String job, String condition) {
        return job(job, "{.status.conditions[?(@.type=='" + condition + "')].reason}");
    }

    private static String pods(String job, String path) {
        return kubectl.get("get", "pods", "-l", "batch.kubernetes.io/job-name=" + job, "-o", "jsonpath=" + path);
    }

    private static List<String> names(String job) {
        return List.of(pods(job, "{.items[*].metadata.name}").split(" ", -1));
    }

    @Test
    void job_whoseContainerEnds_completes() {
        assertEquals(
                "job.batch/hello created\n",
                kubectl.get("create", "job", "hello", "--image=busybox", "--", "echo", "hi"));
        becomes("hello", "Complete");
        assertEquals("1 CompletionsReached", job("hello", "{.status.succeeded} ") + reason("hello", "Complete"));
        assertEquals("Succeeded 0 Completed", pods("hello", "{..phase} {..terminated.exitCode} {..terminated.reason}"));
        Await.equal("its log", "hi\n", () -> kubectl.get("logs", "job/hello"));
        kubectl.get("delete", "job", "hello");
        kubectl.get("wait", "pod", "-l", "batch.kubernetes.io/job-name=hello", "--for=delete", "--timeout=200s");
    }

    @Test
    void tasks_thatFailAtFirst_areRestartedInTheirPods() {
        becomes("stumbles", "Complete");
        assertEquals("4 ", job("stumbles", "{.status.succeeded} {.status.failed}"));
        assertEquals("1 1 1 1", pods("stumbles", "{.items[*].status.containerStatuses[0].restartCount}"));
        assertEquals(
                "1 1 1 1", pods("stumbles", "{.items[*].status.containerStatuses[0].lastState.terminated.exitCode}"));
    }

    @Test
    void indexedJob_givesEachPodItsIndexAndName() {
        becomes("parts", "Complete");
        assertEquals("0-2", job("parts", "{.status.completedIndexes}"));
        for (int index = 0; index < 3; index++) {
            String selector = "job-name=parts,batch.kubernetes.io/job-completion-index=" + index;
            Await.equal("its log", index + " parts-" + index + "\n", () -> kubectl.get("logs", "-l", selector));
        }
    }

    @Test
    void indexedJob_withALimitForEachIndex_doesTheOthers() {
        becomes("halves", "Failed");
        assertEquals("0,2 1,3", job("halves", "{.status.completedIndexes} {.status.failedIndexes}"));
        assertEquals("FailedIndexes", reason("halves", "Failed"));
    }

    @Test
    void indexedJob_withTooManyFailedIndexes_ends() {
        becomes("toomany", "Failed");
        assertEquals("MaxFailedIndexesExceeded", reason("toomany", "Failed"));
    }

    @Test
    void exitCode_thatThePolicyNames_failsTheJobAtOnce() {
        becomes("strict", "Failed");
        assertEquals("PodFailurePolicy", reason("strict", "Failed"));
        String message = job("strict", "{.status.conditions[?(@.type=='Failed')].message}");
        assertTrue(
                message.matches(
                        "Container c for pod default/strict-\\w+ failed with exit code 42 matching FailJob rule at"
                                + " index 0"),
                message);
        assertEquals("1", job("strict", "{.status.failed}"));
    }

    @Test
    void exitCode_thatFailsAnIndex_failsThatAlone() {
        becomes("picky", "Failed");
        assertEquals("1 0", job("picky", "{.status.completedIndexes} {.status.failedIndexes}"));
    }

    @Test
    void failures_upToTheLimit_areTriedAgain() {
        becomes("hopeless", "Failed");
        assertEquals("BackoffLimitExceeded", reason("hopeless", "Failed"));
        assertEquals("2", job("hopeless", "{.status.failed}"));
        assertEquals("3 3", pods("hopeless", "{.items[*].status.containerStatuses[0].state.terminated.exitCode}"));
    }

    @Test
    void job_pastItsDeadline_isEnded() {
        becomes("late", "Failed");
        assertEquals("DeadlineExceeded", reason("late", "Failed"));
        kubectl.get("wait", "pod", "-l", "job-name=late", "--for=delete", "--timeout=200s");
    }

    @Test
    void successPolicy_ofOneIndex_endsTheRest() {
        becomes("leader", "Complete");
        assertEquals("SuccessPolicy", reason("leader", "Complete"));
        assertEquals("0", job("leader", "{.status.completedIndexes}"));
        Await.until(
                "the others have ended",
                () -> pods("leader", "{.items[*].status.phase}").equals("Succeeded"));
    }

    @Test
    void successPolicy_ofACount_endsTheRest() {
        becomes("quorum", "Complete");
        assertEquals("SuccessPolicy 1", reason("quorum", "Complete") + job("quorum", " {.status.succeeded}"));
    }

    @Test
    void evictedPod_thatThePolicyIgnores_isReplacedWithoutBeingCounted() throws IOException {
        kubectl.get("wait", "job/moved", "--for=jsonpath={.status.ready}=1", "--timeout=200s");
        String evicted = names("moved").getFirst();
        Files.writeString(directory.resolve("go"), "");
        kubectl.reading(
                        "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"" + evicted
                                + "\"}}",
                        "create",
                        "--raw",
                        "/api/v1/namespaces/default/pods/" + evicted + "/eviction",
                        "-f",
                        "-")
                .succeeded();
        becomes("moved", "Complete");
        assertEquals("1 ", job("moved", "{.status.succeeded} {.status.failed}"));
        Await.until("the evicted pod is gone", () -> !names("moved").contains(evicted));
    }

    @Test
    void podsOfAJob_areAdoptedAndReleased() {
        kubectl.get("wait", "job/keeper", "--for=jsonpath={.status.ready}=2", "--timeout=200s");
        List<String> pods = names("keeper");
        String uid = job("keeper", "{.metadata.uid}");
        kubectl.get("patch", "pod", pods.getFirst(), "--type=merge", "-p", "{\"metadata\":{\"ownerReferences\":null}}");
        kubectl.get(
                "wait",
                "pod/" + pods.getFirst(),
                "--for=jsonpath={.metadata.ownerReferences[0].uid}=" + uid,
                "--timeout=200s");
        kubectl.get("label", "pod", pods.getLast(), "batch.kubernetes.io/controller-uid-", "controller-uid-");
        Await.until(
                "the other is let go",
                () -> kubectl.get("get", "pod", pods.getLast(), "-o", "jsonpath={.metadata.ownerReferences}")
                        .isEmpty());
        assertNotEquals("", kubectl.get("get", "pod", pods.getLast(), "-o", "name"));
        kubectl.get("delete", "job/keeper", "pod/" + pods.getLast());
    }

    @Test
    void job_madeFromACronJob_runsAndGoesWithIt() {
        kubectl.get("create", "cronjob", "tick", "--image=busybox", "--schedule=@yearly", "--", "echo", "tock");
        kubectl.get("create", "job", "by-hand", "--from=cronjob/tick");
        becomes("by-hand", "Complete");
        Await.equal("its log", "tock\n", () -> kubectl.get("logs", "job/by-hand"));
        kubectl.get("delete", "cronjob", "tick");
        kubectl.get("wait", "job/by-hand", "--for=delete", "--timeout=200s");
    }

    @Test
    void finishedJob_pastItsTimeToLive_isGoneWithItsPods() {
        kubectl.get("wait", "job/brief", "--for=delete", "--timeout=200s");
        kubectl.get("wait", "pod", "-l", "job-name=brief", "--for=delete", "--timeout=200s");
    }
}
