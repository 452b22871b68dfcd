package dev.leme.node.pods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.node.images.ImageOutcome;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.CrashBackoff;
import dev.leme.node.observed.Ending;
import dev.leme.node.observed.Instance;
import dev.leme.node.observed.Scene;
import dev.leme.node.probes.ProbeVerdicts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodPlannerTest {
    private static final Instant NOW = Scene.NOW;
    private static final PodManifest SIMPLE = Scene.pod("\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]");
    private static final PodManifest NEVER =
            Scene.pod("\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]");
    private static final PodManifest INIT = Scene.pod("""
            "initContainers":[{"name":"one","image":"i"},{"name":"side","image":"i","restartPolicy":"Always"},
              {"name":"two","image":"i"}],
            "containers":[{"name":"c","image":"i"}]
            """);

    private static List<String> keys(PodManifest pod, Scene scene) {
        return PodPlanner.plan(pod, scene.observation(), true, NOW).steps().stream()
                .map(Step::key)
                .toList();
    }

    @Test
    void newPod_volumesSandboxAndImage_comeAtTheSameTime() {
        assertEquals(List.of("volumes", "sandbox", "image/c"), keys(SIMPLE, new Scene()));
    }

    @Test
    void ongoingSteps_areNotPlannedAgain() {
        assertEquals(List.of("image/c"), keys(SIMPLE, new Scene().ongoing("volumes", "sandbox")));
    }

    @Test
    void everythingThere_containerStarts() {
        assertEquals(
                List.of("start/c"),
                keys(SIMPLE, new Scene().volumes().sandbox("s").image("c")));
    }

    @Test
    void volumesMissing_containerWaits() {
        assertEquals(List.of("volumes"), keys(SIMPLE, new Scene().sandbox("s").image("c")));
    }

    @Test
    void running_nothingToDo() {
        assertEquals(List.of(), keys(SIMPLE, new Scene().volumes().sandbox("s").running("c", "s", 0)));
    }

    @Test
    void initContainers_onlyTheFirstIsLookedAt() {
        assertEquals(List.of("image/one"), keys(INIT, new Scene().volumes().sandbox("s")));
    }

    @Test
    void initContainer_done_sidecarComesNext() {
        Scene scene =
                new Scene().volumes().sandbox("s").exited("one", "s", 0, 0).image("side");
        assertEquals(List.of("start/side"), keys(INIT, scene));
    }

    @Test
    void sidecar_runningButNotStarted_holdsTheRestUp() {
        Scene scene =
                new Scene().volumes().sandbox("s").exited("one", "s", 0, 0).running("side", "s", 0);
        assertEquals(List.of(), keys(INIT, scene.verdicts("side-0", new ProbeVerdicts(false, false, false, false))));
        assertEquals(List.of("image/two"), keys(INIT, scene.verdicts("side-0", ProbeVerdicts.NO_PROBES)));
    }

    @Test
    void allInitDone_mainContainersCome() {
        Scene scene = new Scene()
                .volumes()
                .sandbox("s")
                .exited("one", "s", 0, 0)
                .running("side", "s", 0)
                .exited("two", "s", 0, 0);
        assertEquals(List.of("image/c"), keys(INIT, scene));
    }

    @Test
    void newSandbox_initContainersRunAgain() {
        Scene scene = new Scene()
                .volumes()
                .sandbox("t")
                .exited("one", "s", 0, 0)
                .exited("side", "s", 0, 137)
                .exited("two", "s", 0, 0)
                .exited("c", "s", 0, 137)
                .image("one");
        PodPlan plan = PodPlanner.plan(INIT, scene.observation(), true, NOW);
        assertEquals(List.of(new Step.StartContainer(INIT.initContainers().getFirst(), 1)), plan.steps());
    }

    @Test
    void runningInADeadSandbox_isEndedFirst() {
        Scene scene = new Scene().volumes().sandbox("t").running("c", "s", 0);
        assertEquals(List.of("kill/c-0/30"), keys(SIMPLE, scene));
    }

    @Test
    void ended_restartAlways_startsAgainAtOnceTheFirstTime() {
        Scene scene = new Scene().volumes().sandbox("s").exited("c", "s", 0, 1).image("c");
        assertEquals(
                List.of(new Step.StartContainer(SIMPLE.mainContainers().getFirst(), 1)),
                PodPlanner.plan(SIMPLE, scene.observation(), true, NOW).steps());
    }

    @Test
    void endedAgain_waitsAndTellsOnce() {
        Scene scene = new Scene()
                .volumes()
                .sandbox("s")
                .exited("c", "s", 1, 1)
                .crash("c", new CrashBackoff(Duration.ofSeconds(10), NOW.minusSeconds(1)));
        PodPlan plan = PodPlanner.plan(SIMPLE, scene.observation(), true, NOW);
        assertEquals(
                List.of("crash-backoff/c"), plan.steps().stream().map(Step::key).toList());
        assertEquals(Optional.of(NOW.plusSeconds(10)), plan.wakeAt());
        assertEquals(List.of(), keys(SIMPLE, scene.reported("c-1")));
    }

    @Test
    void deletion_sandboxStillStopping_isWaitedFor() {
        Scene scene = new Scene()
                .sandbox("s")
                .exited("c", "s", 0, 0)
                .sandboxStopped()
                .volumesGone()
                .ending(Ending.Cause.GONE, Duration.ZERO);
        assertEquals(List.of("clean-up"), keys(SIMPLE, scene));
        assertEquals(List.of(), keys(SIMPLE, scene.ongoing("stop-sandbox/s")));
    }

    @Test
    void ended_restartNever_sandboxStopsAndVolumesGo() {
        Scene scene = new Scene().volumes().sandbox("s").exited("c", "s", 0, 1);
        assertEquals(List.of("stop-sandbox/s", "tear-down"), keys(NEVER, scene));
        assertEquals(List.of("tear-down"), keys(NEVER, scene.sandboxStopped()));
        assertEquals(List.of(), keys(NEVER, scene.volumesGone()));
    }

    @Test
    void pullFailed_waitsThenTellsThenTriesAgain() {
        ImageOutcome.Missing missing = new ImageOutcome.Missing("ErrImagePull", "no", 1, NOW, NOW.plusSeconds(10));
        Scene scene = new Scene().volumes().sandbox("s").image("c", missing);
        PodPlan fresh = PodPlanner.plan(SIMPLE, scene.observation(), true, NOW);
        assertEquals(List.of(), fresh.steps());
        assertEquals(Optional.of(NOW.plusSeconds(3)), fresh.wakeAt());
        PodPlan later = PodPlanner.plan(SIMPLE, scene.observation(), true, NOW.plusSeconds(3));
        assertEquals("pull-backoff/c", later.steps().getFirst().key());
        PodPlan due = PodPlanner.plan(SIMPLE, scene.observation(), true, NOW.plusSeconds(10));
        assertEquals("image/c", due.steps().getFirst().key());
    }

    @Test
    void livenessFailed_containerIsKilledWithTheProbesGrace() {
        PodManifest pod = Scene.pod("""
                "containers":[{"name":"c","image":"i","livenessProbe":{"exec":{"command":["x"]},
                  "terminationGracePeriodSeconds":3}}]
                """);
        Scene scene = new Scene()
                .volumes()
                .sandbox("s")
                .running("c", "s", 0)
                .verdicts("c-0", new ProbeVerdicts(true, true, false, true));
        Step.KillContainer kill = (Step.KillContainer)
                PodPlanner.plan(pod, scene.observation(), true, NOW).steps().getFirst();
        assertEquals("Container c failed liveness probe, will be restarted", kill.message());
        assertEquals(Duration.ofSeconds(3), kill.grace());
    }

    @Test
    void imageChanged_containerIsMadeAnew() {
        Scene scene = new Scene().volumes().sandbox("s").running("c", "s", 0, "another");
        Step.KillContainer kill = (Step.KillContainer)
                PodPlanner.plan(SIMPLE, scene.observation(), true, NOW).steps().getFirst();
        assertEquals("Container c definition changed, will be restarted", kill.message());
    }

    @Test
    void deletion_mainContainersFirstThenSidecars() {
        Scene scene = new Scene()
                .volumes()
                .sandbox("s")
                .exited("one", "s", 0, 0)
                .running("side", "s", 0)
                .exited("two", "s", 0, 0)
                .running("c", "s", 0)
                .ending(Ending.Cause.DELETED, Duration.ofSeconds(30));
        assertEquals(List.of("kill/c-0/30"), keys(INIT, scene));
        assertEquals(List.of("kill/side-0/30"), keys(INIT, scene.exited("c", "s", 0, 0)));
    }

    @Test
    void deletion_objectGoesOnlyWhenItsLastStatusIsShown() {
        Scene scene = new Scene()
                .sandbox("s")
                .exited("c", "s", 0, 0)
                .sandboxStopped()
                .volumesGone()
                .ending(Ending.Cause.DELETED, Duration.ofSeconds(30));
        assertEquals(
                List.of(),
                PodPlanner.plan(SIMPLE, scene.observation(), false, NOW).steps());
        assertEquals(List.of("delete"), keys(SIMPLE, scene));
        assertEquals(List.of("clean-up"), keys(SIMPLE, scene.ending(Ending.Cause.GONE, Duration.ZERO)));
    }

    @Test
    void shorterGrace_overtakesTheKillThatRuns() {
        Scene scene = new Scene()
                .sandbox("s")
                .running("c", "s", 0)
                .ongoing("kill/c-0/30")
                .ending(Ending.Cause.DELETED, Duration.ofSeconds(30));
        assertEquals(List.of(), keys(SIMPLE, scene));
        assertEquals(List.of("kill/c-0/0"), keys(SIMPLE, scene.ending(Ending.Cause.DELETED, Duration.ZERO)));
    }

    @Test
    void deadRuns_theNewestAndTheOneBeforeItStay() {
        Scene scene = new Scene().volumes().sandbox("s");
        for (int attempt = 0; attempt < 4; attempt++) {
            scene.exited("c", "s", attempt, 1);
        }
        scene.crash("c", new CrashBackoff(Duration.ofMinutes(5), NOW)).reported("c-3");
        assertEquals(List.of("remove/c-1", "remove/c-0"), keys(SIMPLE, scene));
        assertEquals(List.of("remove/c-2", "remove/c-1", "remove/c-0"), keys(SIMPLE, scene.running("c", "s", 4)));
    }

    @Test
    void crashBackoff_doublesToFiveMinutesAndIsForgotten() {
        CrashBackoff backoff = CrashBackoff.next(null, NOW, NOW);
        assertEquals("10s", backoff.shown());
        for (String shown : List.of("20s", "40s", "1m20s", "2m40s", "5m0s", "5m0s")) {
            backoff = CrashBackoff.next(backoff, NOW, NOW);
            assertEquals(shown, backoff.shown());
        }
        assertTrue(CrashBackoff.until(backoff, NOW.plusSeconds(599)).isPresent());
        assertFalse(CrashBackoff.until(backoff, NOW.plusSeconds(601)).isPresent());
        assertEquals(
                "10s", CrashBackoff.next(backoff, NOW.plusSeconds(601), NOW).shown());
    }

    @Test
    void instance_lostByTheRuntime_countsAsFailed() {
        Instance lost = Scene.instance("c", "s", 0, dev.leme.node.runtime.ContainerState.UNKNOWN, 0, "");
        assertEquals(137, lost.exitCode());
        assertTrue(lost.isDead());
    }
}
