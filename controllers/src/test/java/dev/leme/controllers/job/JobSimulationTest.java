package dev.leme.controllers.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.client.DeleteOptions;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.controllers.HurriedClock;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.workload.Pods;
import dev.leme.testkit.api.Faults;
import dev.leme.testkit.await.Await;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Jobs whose pods fail and are deleted, on a server that conflicts, loses answers and breaks watches. */
class JobSimulationTest {

    private static final int COMPLETIONS = 20;
    private static final int PARALLELISM = 4;
    private static final int FASTER = 200;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<String, String> ends = new ConcurrentHashMap<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    private TestCluster cluster() {
        System.out.println("seed " + seed);
        TestCluster cluster = new TestCluster(HurriedClock.of(FASTER), Faults.some(seed), true, JobController::start);
        cluster.informers.get(Resources.PODS).addHandler(ResourceHandler.each(this::note));
        cluster.kubelet.exit(pod -> Math.floorMod(pod.uid().hashCode(), 5) == 0 ? 1 : 0);
        return cluster;
    }

    private void note(ApiObject pod) {
        seen.add(pod.uid());
        if (Pods.isEnded(Pod.of(pod))) {
            ends.put(pod.uid(), pod.status().string("phase"));
        }
    }

    private void disturb(TestCluster cluster) {
        switch (random.nextInt(4)) {
            case 0 -> deleteAPod(cluster);
            case 1 -> cluster.api.endWatches();
            case 2 -> {
                cluster.api.compact();
                cluster.api.endWatches();
            }
            default -> {}
        }
        long active = cluster.client.list(Resources.PODS, "default").stream()
                .filter(pod -> Pods.isActive(Pod.of(pod)))
                .count();
        assertTrue(active <= PARALLELISM, () -> active + " at once (seed " + seed + ")");
    }

    private void deleteAPod(TestCluster cluster) {
        List<String> names = cluster.client.list(Resources.PODS, "default").stream()
                .filter(pod -> Pods.isActive(Pod.of(pod)))
                .map(ApiObject::name)
                .toList();
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

    private ApiObject simulate(TestCluster cluster, String mode) {
        JobControllerTest.create(
                cluster,
                "'completions':" + COMPLETIONS + ",'parallelism':" + PARALLELISM + ",'backoffLimit':1000" + mode);
        for (int i = 0; i < 100; i++) {
            long before = cluster.api.revision();
            disturb(cluster);
            boolean over = JobControllerTest.has(cluster.client.get(Resources.JOBS, "default", "pi"), "Complete");
            Await.until("something happens", () -> over || cluster.api.revision() > before);
        }
        cluster.api.calm();
        Await.until(
                "complete, and every pod let go (seed " + seed + ")",
                () -> JobControllerTest.has(cluster.client.get(Resources.JOBS, "default", "pi"), "Complete")
                        && cluster.client.list(Resources.PODS, "default").stream()
                                .allMatch(pod -> pod.finalizers().isEmpty()));
        return cluster.client.get(Resources.JOBS, "default", "pi");
    }

    /** What this test has seen comes to it a little later than to the controller. */
    private void checkCounts(ApiObject job) {
        long failed = job.status().number("failed", 0);
        assertEquals(COMPLETIONS, job.status().number("succeeded", 0), "succeeded (seed " + seed + ")");
        Await.until(
                "as many successes and " + failed + " failures of pods (seed " + seed + ")",
                () -> succeeded() == COMPLETIONS && seen.size() - succeeded() == failed);
    }

    private long succeeded() {
        return ends.values().stream().filter("Succeeded"::equals).count();
    }

    @Test
    void job_underFaults_neverRunsTooManyAndCountsEachPodOnce() {
        try (TestCluster cluster = cluster()) {
            checkCounts(simulate(cluster, ""));
        }
    }

    @Test
    void indexedJob_underFaults_doesEachIndexOnce() {
        try (TestCluster cluster = cluster()) {
            ApiObject job = simulate(cluster, ",'completionMode':'Indexed'");
            assertEquals("0-" + (COMPLETIONS - 1), job.status().string("completedIndexes"));
            checkCounts(job);
        }
    }
}
