package dev.leme.controllers.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.DeleteOptions;
import dev.leme.client.PatchType;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.ttlafterfinished.TtlAfterFinishedController;
import dev.leme.testkit.await.Await;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobControllerTest {

    static ApiObject create(TestCluster cluster, String spec) {
        return cluster.create(Resources.JOBS, """
                {'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'pi','namespace':'default'},
                 'spec':{'completionMode':'NonIndexed',%s,'podReplacementPolicy':'TerminatingOrFailed',
                  'selector':{'matchLabels':{'job':'pi'}},
                  'template':{'metadata':{'labels':{'job':'pi'}},
                   'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'i'}]}}}}
                """.formatted(spec));
    }

    static boolean has(ApiObject job, String condition) {
        return job.status().array("conditions").objects().stream()
                .anyMatch(one -> one.string("type").equals(condition)
                        && one.string("status").equals("True"));
    }

    private static ApiObject awaitCondition(TestCluster cluster, String type) {
        return Await.value("job is " + type, () -> {
            ApiObject job = cluster.find(Resources.JOBS, "pi");
            return job != null && has(job, type) ? job : null;
        });
    }

    private static boolean isAnyTracked(TestCluster cluster) {
        return cluster.client.list(Resources.PODS, "default").stream()
                .anyMatch(pod -> pod.finalizers().contains(JobPod.FINALIZER));
    }

    @Test
    void job_runsItsPodsToCompletion() {
        try (TestCluster cluster = new TestCluster(true, JobController::start)) {
            cluster.kubelet.exit(pod -> 0);
            create(cluster, "'completions':5,'parallelism':2,'backoffLimit':6");
            ApiObject job = awaitCondition(cluster, "Complete");
            assertEquals(5, job.status().number("succeeded", 0));
            assertEquals(5, cluster.names(Resources.PODS).size());
            Await.until("nothing is tracked", () -> !isAnyTracked(cluster));
            Await.until("it tells", () -> cluster.events("pi").contains("Completed: Job completed"));
            assertEquals(
                    5,
                    cluster.events("pi").stream()
                            .filter(event -> event.startsWith("SuccessfulCreate: Created pod: pi-"))
                            .count());
        }
    }

    @Test
    void job_thatMayNotFail_failsAndEndsItsOtherPods() {
        try (TestCluster cluster = new TestCluster(true, JobController::start)) {
            create(cluster, "'completions':3,'parallelism':3,'backoffLimit':0");
            cluster.awaitStatus(Resources.JOBS, "pi", "ready", 3);
            String victim = cluster.names(Resources.PODS).getFirst();
            cluster.kubelet.exit(pod -> pod.name().equals(victim) ? 1 : -1);
            ApiObject job = awaitCondition(cluster, "Failed");
            assertEquals(3, job.status().number("failed", 0));
            assertEquals(0, job.status().number("active", 0));
            Await.equal("the victim alone", List.of(victim), () -> cluster.names(Resources.PODS));
        }
    }

    @Test
    void suspendedJob_losesItsPods_andGoesOnWhenResumed() {
        try (TestCluster cluster = new TestCluster(true, JobController::start)) {
            create(cluster, "'completions':2,'parallelism':2,'backoffLimit':0");
            cluster.awaitStatus(Resources.JOBS, "pi", "ready", 2);
            cluster.client.patch(
                    Resources.JOBS, "default", "pi", PatchType.MERGE, TestCluster.json("{'spec':{'suspend':true}}"));
            awaitCondition(cluster, "Suspended");
            Await.until("no pods", () -> cluster.names(Resources.PODS).isEmpty());
            cluster.kubelet.exit(pod -> 0);
            cluster.client.patch(
                    Resources.JOBS, "default", "pi", PatchType.MERGE, TestCluster.json("{'spec':{'suspend':false}}"));
            ApiObject job = awaitCondition(cluster, "Complete");
            assertEquals(0, job.status().number("failed", 0));
        }
    }

    @Test
    void podsOfADeletedJob_areLetGo() {
        try (TestCluster cluster = new TestCluster(true, JobController::start)) {
            create(cluster, "'completions':2,'parallelism':2,'backoffLimit':0");
            cluster.awaitStatus(Resources.JOBS, "pi", "ready", 2);
            cluster.client.delete(Resources.JOBS, "default", "pi", DeleteOptions.DEFAULT);
            Await.until("nothing is tracked", () -> !isAnyTracked(cluster));
        }
    }

    @Test
    void orphan_thatTheJobSelects_isAdoptedAndTracked() {
        try (TestCluster cluster = new TestCluster(true, JobController::start)) {
            cluster.create(Resources.PODS, """
                    {'apiVersion':'v1','kind':'Pod',
                     'metadata':{'name':'lone','namespace':'default','labels':{'job':'pi'}},
                     'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'i'}]}}
                    """);
            Await.until(
                    "seen", () -> cluster.informers.get(Resources.PODS).lister().size() == 1);
            ApiObject job = create(cluster, "'completions':1,'parallelism':1,'backoffLimit':0");
            Await.until("adopted", () -> {
                ApiObject pod = cluster.client.get(Resources.PODS, "default", "lone");
                return pod.isControlledBy(job) && pod.finalizers().contains(JobPod.FINALIZER);
            });
            cluster.kubelet.exit(pod -> 0);
            awaitCondition(cluster, "Complete");
            assertEquals(List.of("lone"), cluster.names(Resources.PODS));
        }
    }

    @Test
    void finishedJob_isDeletedAfterItsTime() {
        try (TestCluster cluster = new TestCluster(true, JobController::start, TtlAfterFinishedController::start)) {
            cluster.kubelet.exit(pod -> 0);
            create(cluster, "'completions':1,'parallelism':1,'backoffLimit':0,'ttlSecondsAfterFinished':0");
            ApiObject job = Await.value("deleted", () -> {
                ApiObject found = cluster.find(Resources.JOBS, "pi");
                return found != null && found.isDeleting() ? found : null;
            });
            assertTrue(job.finalizers().contains("foregroundDeletion"));
            assertTrue(has(job, "Complete"));
        }
    }
}
