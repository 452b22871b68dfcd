package dev.leme.controllers.cronjob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.controllers.HurriedClock;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.job.JobController;
import dev.leme.testkit.api.Faults;
import dev.leme.testkit.await.Await;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** A schedule of every minute, hours long, on a server that conflicts, loses answers and breaks watches. */
class CronJobSimulationTest {

    private static final int FASTER = 600;
    private static final int JOBS = 12;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<String, String> uids = new ConcurrentHashMap<>();
    private final Set<String> twice = ConcurrentHashMap.newKeySet();

    private void note(ApiObject job) {
        String before = uids.putIfAbsent(job.name(), job.uid());
        if (before != null && !before.equals(job.uid())) {
            twice.add(job.name());
        }
    }

    @Test
    void cronJob_underFaults_makesOneJobATime_andKeepsItsHistoryShort() {
        System.out.println("seed " + seed);
        Faults faults = Faults.some(seed);
        try (TestCluster cluster = new TestCluster(
                HurriedClock.of(FASTER), faults, true, JobController::start, CronJobController::start)) {
            cluster.informers.get(Resources.JOBS).addHandler(ResourceHandler.each(this::note));
            cluster.kubelet.exit(pod -> 0);
            cluster.create(Resources.CRON_JOBS, """
                    {'apiVersion':'batch/v1','kind':'CronJob','metadata':{'name':'tick','namespace':'default'},
                     'spec':{'schedule':'* * * * *','concurrencyPolicy':'Forbid',
                      'successfulJobsHistoryLimit':2,'failedJobsHistoryLimit':1,
                      'jobTemplate':{'spec':{'completions':1,'parallelism':1,'backoffLimit':6,'manualSelector':true,
                       'selector':{'matchLabels':{'job':'tick'}},
                       'template':{'metadata':{'labels':{'job':'tick'}},
                        'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'i'}]}}}}}}
                    """);
            while (uids.size() < JOBS) {
                int before = uids.size();
                if (random.nextBoolean()) {
                    cluster.api.endWatches();
                }
                Await.until("another job (seed " + seed + ")", () -> uids.size() > before);
            }
            cluster.api.calm();
            Await.until("a short history (seed " + seed + ")", () -> {
                ApiObject cron = cluster.client.get(Resources.CRON_JOBS, "default", "tick");
                return cron.status().has("lastSuccessfulTime")
                        && cluster.names(Resources.JOBS).size() <= 3;
            });
            ApiObject cron = cluster.client.get(Resources.CRON_JOBS, "default", "tick");
            assertTrue(cron.status().array("active").size() <= 1);
            assertEquals(Set.of(), twice, "jobs of one minute (seed " + seed + ")");
        }
    }
}
