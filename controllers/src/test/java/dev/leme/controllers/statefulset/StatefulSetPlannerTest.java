package dev.leme.controllers.statefulset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.apps.v1.ControllerRevision;
import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.core.v1.Pod;
import dev.leme.controllers.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Plans as tables: pods are written {@code ordinal:state[:revision]}, with the states ready, unready, never (was never ready), late (ready for too
 * short a time), going, failed, and the revisions new (the default) and old.
 */
class StatefulSetPlannerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    private static StatefulSet set(int replicas, String more) {
        return StatefulSet.of(TestCluster.json("""
                {'apiVersion':'apps/v1','kind':'StatefulSet',
                 'metadata':{'name':'web','namespace':'default','uid':'u','generation':1},
                 'spec':{'replicas':%d,'serviceName':'web','selector':{'matchLabels':{'app':'web'}},
                  'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'partition':0}},
                  'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[]}}%s},
                 'status':{'currentRevision':'web-old'}}
                """.formatted(replicas, more)));
    }

    private static ControllerRevision old() {
        return ControllerRevision.of(
                TestCluster.json("{'metadata':{'name':'web-old'},'data':{'spec':{'template':{}}},'revision':1}"));
    }

    private static String newName(StatefulSet set) {
        return SetRevisions.plan(new StatefulSetState(set, List.of(), Map.of(), List.of(old())))
                .update()
                .metadata()
                .name();
    }

    private static Pod pod(StatefulSet set, String text) {
        String[] parts = text.split(":", -1);
        String revision = parts.length > 2 ? "web-" + parts[2] : newName(set);
        String phase = parts[1].equals("failed") ? "Failed" : "Running";
        String ready = parts[1].equals("ready") || parts[1].equals("late") ? "True" : "False";
        String since = parts[1].equals("late") ? "2026-01-01T00:59:57Z" : "2026-01-01T00:00:00Z";
        String start = parts[1].equals("never") ? "2026-01-01T00:00:00Z" : "2025-12-31T00:00:00Z";
        String deletion = parts[1].equals("going") ? ",'deletionTimestamp':'2026-01-01T01:00:00Z'" : "";
        return Pod.of(TestCluster.json(
                """
                {'metadata':{'name':'web-%s','uid':'p%s'%s,'labels':{
                  'controller-revision-hash':'%s','statefulset.kubernetes.io/pod-name':'web-%s'}},
                 'status':{'phase':'%s','startTime':'%s','conditions':[{'type':'Ready','status':'%s','lastTransitionTime':'%s'}]}}
                """.formatted(parts[0], parts[0], deletion, revision, parts[0], phase, start, ready, since)));
    }

    private static StatefulSetPlan plan(StatefulSet set, String pods, PersistentVolumeClaim... claims) {
        List<Member> present = new ArrayList<>();
        Arrays.stream(pods.split(" ", -1))
                .filter(text -> !text.isEmpty())
                .forEach(text -> present.add(Member.of(set, pod(set, text))));
        Map<String, PersistentVolumeClaim> byName = new HashMap<>();
        List.of(claims).forEach(claim -> byName.put(claim.metadata().name(), claim));
        return StatefulSetPlanner.plan(new StatefulSetState(set, present, byName, List.of(old())), NOW);
    }

    private static String told(StatefulSetPlan plan) {
        List<String> told = new ArrayList<>();
        for (Step step : plan.steps()) {
            switch (step) {
                case Step.CreatePod(Pod pod) -> told.add("+" + pod.metadata().name());
                case Step.DeletePod(Pod pod) -> told.add("-" + pod.metadata().name());
                case Step.ReplacePod(Pod pod) -> told.add("!" + pod.metadata().name());
                case Step.CreateClaim(PersistentVolumeClaim claim, Pod pod) ->
                    told.add("+" + claim.metadata().name());
                case Step.UpdateClaim(PersistentVolumeClaim claim) ->
                    told.add("~" + claim.metadata().name());
                case Step.GrowClaim(PersistentVolumeClaim claim) ->
                    told.add("^" + claim.metadata().name());
                case Step.HealPod(Pod pod, String revision) ->
                    told.add("*" + pod.metadata().name());
                case Step.Await(Pod pod, Step.Reason reason) ->
                    told.add("?" + pod.metadata().name());
                case Step.CreateRevision revision -> {}
                case Step.UpdateRevision revision -> {}
                case Step.DeleteRevision revision -> {}
                case Step.UpdatePod pod -> told.add("~pod");
            }
        }
        return String.join(" ", told);
    }

    @ParameterizedTest
    @CsvSource({
        "3, '', +web-0",
        "3, 0:unready, ?web-0",
        "3, 0:ready, +web-1",
        "3, 0:ready 1:going, ?web-1",
        "3, 0:ready 1:failed 2:ready, !web-1 ?web-1",
        "3, 0:ready 2:ready, +web-1",
        "3, 0:ready 1:ready 2:ready, ''",
        "1, 0:ready 1:ready 2:ready, -web-2",
        "1, 0:ready 1:ready 2:going, ?web-2",
        "1, 0:ready 1:unready 2:ready, -web-2",
        "1, 0:ready 1:unready 2:unready, ?web-1",
        "1, 0:unready 1:ready 2:ready, ?web-0",
        "0, 0:ready, -web-0",
        "3, 0:ready:old 1:ready:old 2:ready:old, -web-2",
        "3, 0:ready:old 1:ready:old 2:ready, -web-1",
        "3, 0:ready:old 1:ready:old 2:unready, ?web-2",
        "3, 0:ready:old 1:ready:old 2:never:broken, *web-2 ?web-2",
        "3, 0:ready:old 1:never:old 2:never:old, *web-1 ?web-1",
        "3, 0:ready:old 1:ready:old 2:unready:old, ?web-2",
    })
    void ordered_pods_plan(int replicas, String pods, String expected) {
        assertEquals(expected, told(plan(set(replicas, ""), pods)));
    }

    @ParameterizedTest
    @CsvSource({
        "3, '', +web-0 +web-1 +web-2",
        "3, 0:unready, ?web-0 +web-1 +web-2",
        "1, 0:unready 1:ready 2:ready, ?web-0 -web-2 -web-1",
        "3, 0:ready 1:failed 2:ready, !web-1 ?web-1",
        "3, 0:unready:old 1:ready:old 2:ready:old, ?web-0 -web-0",
        "3, 0:never:old 1:never:old 2:ready:old, *web-0 ?web-0 *web-1 ?web-1",
    })
    void parallel_pods_plan(int replicas, String pods, String expected) {
        assertEquals(expected, told(plan(set(replicas, ",'podManagementPolicy':'Parallel'"), pods)));
    }

    @Test
    void ordinals_startElsewhere_areShifted() {
        StatefulSet shifted = set(2, ",'ordinals':{'start':5}");
        assertEquals("+web-5", told(plan(shifted, "")));
        assertEquals("+web-6", told(plan(shifted, "5:ready 0:ready")));
        assertEquals("-web-0", told(plan(shifted, "5:ready 6:ready 0:ready")));
    }

    @Test
    void onDelete_oldPods_stay() {
        StatefulSet set = set(2, "").toBuilder()
                .spec(spec -> spec.updateStrategy(
                        strategy -> strategy.type("OnDelete").clearRollingUpdate()))
                .build();
        assertEquals("", told(plan(set, "0:ready:old 1:ready:old")));
    }

    @Test
    void partition_podsBelow_keepTheOldRevision() {
        StatefulSet set = set(3, "").toBuilder()
                .spec(spec -> spec.updateStrategy(strategy -> strategy.rollingUpdate(rolling -> rolling.partition(2))))
                .build();
        assertEquals("-web-2", told(plan(set, "0:ready:old 1:ready:old 2:ready:old")));
        assertEquals("", told(plan(set, "0:ready:old 1:ready:old 2:ready")));
        StatefulSetPlan plan = plan(set, "0:ready:old 2:ready");
        Step.CreatePod create = (Step.CreatePod) plan.steps().getLast();
        assertEquals("web-old", Identity.revision(create.pod()));
    }

    private static StatefulSet rolling(int replicas, String more, String rolling) {
        return set(replicas, more + ",'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{" + rolling + "}}");
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0:ready:old 1:ready:old 2:ready:old 3:ready:old, -web-3 -web-2",
        "2, 0:ready:old 1:ready:old 2:ready 3:unready, -web-1",
        "2, 0:unready:old 1:ready:old 2:ready 3:unready, -web-0",
        "2, 0:unready:old 1:ready:old 2:ready:old 3:ready:old, -web-0 -web-3",
        "1, 0:unready:old 1:unready:old 2:ready:old 3:ready:old, -web-1 -web-0",
        "1, 0:going:old 1:ready:old 2:ready:old 3:ready:old, ''",
        "1, 0:unready 1:ready:old 2:ready:old 3:ready:old, ''",
        "99%, 0:ready:old 1:ready:old 2:ready:old 3:ready:old, -web-3 -web-2 -web-1",
        "50%, 0:ready:old 1:ready:old 2:ready:old 3:ready:old, -web-3 -web-2",
        "10%, 0:ready:old 1:ready:old 2:ready:old 3:ready:old, -web-3",
    })
    void maxUnavailable_parallel_soManyAtATime(String most, String pods, String expected) {
        String value = most.endsWith("%") ? "'" + most + "'" : most;
        StatefulSet set = rolling(4, ",'podManagementPolicy':'Parallel'", "'maxUnavailable':" + value);
        String told = told(plan(set, pods));
        assertEquals(expected, told.replaceAll("\\?web-\\d ?", "").trim());
    }

    @Test
    void maxUnavailable_ordered_goTogetherAndComeInOrder() {
        StatefulSet set = rolling(4, "", "'maxUnavailable':2");
        assertEquals("-web-3 -web-2", told(plan(set, "0:ready:old 1:ready:old 2:ready:old 3:ready:old")));
        assertEquals("+web-2", told(plan(set, "0:ready:old 1:ready:old")));
        assertEquals("?web-2", told(plan(set, "0:ready:old 1:ready:old 2:unready")));
    }

    @Test
    void neverReadyPod_optedOutOrOnDelete_stays() {
        StatefulSet set = set(1, "");
        assertEquals("*web-0 ?web-0", told(plan(set, "0:never:old")));
        StatefulSet optedOut = StatefulSet.of(set.object()
                .withMetadata(metadata ->
                        metadata.with("annotations", TestCluster.json("{'leme.dev/replace-never-ready':'false'}"))));
        assertEquals("?web-0", told(plan(optedOut, "0:never:old")));
        StatefulSet byHand = set(1, ",'updateStrategy':{'type':'OnDelete'}");
        assertEquals("?web-0", told(plan(byHand, "0:never:old")));
    }

    @Test
    void neverReadyPod_belowThePartition_staysAtItsLiveRevision() {
        StatefulSet set = rolling(2, "", "'partition':1");
        assertEquals("?web-0", told(plan(set, "0:never:old 1:ready")));
        assertEquals("?web-0", told(plan(set, "0:never 1:ready")));
        assertEquals("*web-0 ?web-0", told(plan(set, "0:never:forgotten 1:ready")));
    }

    @Test
    void claims_templateGrew_grow() {
        StatefulSet set = set(
                1,
                ",'volumeClaimTemplates':[{'metadata':{'name':'www'},"
                        + "'spec':{'resources':{'requests':{'storage':'2Gi'}}}}]");
        assertEquals("^www-web-0", told(plan(set, "0:ready", sizedClaim("www-web-0", "1Gi"))));
        assertEquals("", told(plan(set, "0:ready", sizedClaim("www-web-0", "3Gi"))));
        assertEquals("^www-web-0 +web-0", told(plan(set, "", sizedClaim("www-web-0", "1Gi"))));
    }

    private static PersistentVolumeClaim sizedClaim(String name, String size) {
        return PersistentVolumeClaim.of(claim(name, "")
                .json()
                .with("spec", TestCluster.json("{'resources':{'requests':{'storage':'" + size + "'}}}")));
    }

    @Test
    void claim_ofAnEarlierPodOfTheName_isAwaited() {
        PersistentVolumeClaim left =
                claim("www-web-0", ",'ownerReferences':[{'kind':'Pod','name':'web-0','uid':'gone','controller':true}]");
        assertEquals("?web-0", told(plan(set(1, CLAIMS), "", left)));
    }

    @Test
    void claim_controlledByAnother_isLeftAlone() {
        PersistentVolumeClaim theirs =
                claim("www-web-0", ",'ownerReferences':[{'kind':'X','name':'x','uid':'x','controller':true}]");
        StatefulSet set = set(1, CLAIMS + ",'persistentVolumeClaimRetentionPolicy':{'whenDeleted':'Delete'}");
        assertEquals("", told(plan(set, "0:ready", theirs)));
    }

    @Test
    void minReadySeconds_readyTooShortly_waitsForTheRest() {
        StatefulSetPlan plan = plan(set(2, ",'minReadySeconds':10"), "0:late");
        assertEquals("?web-0", told(plan));
        assertEquals(Duration.ofSeconds(7), plan.again());
        assertEquals(0, plan.expected().availableReplicas());
        assertEquals(1, plan.expected().readyReplicas());
    }

    private static final String CLAIMS = ",'volumeClaimTemplates':[{'metadata':{'name':'www'},'spec':{}}]";

    private static PersistentVolumeClaim claim(String name, String more) {
        return PersistentVolumeClaim.of(
                TestCluster.json("{'metadata':{'name':'" + name + "'" + more + "},'status':{'phase':'Bound'}}"));
    }

    @Test
    void claims_comeBeforeTheirPodAndAreKept() {
        assertEquals("+www-web-0 +web-0", told(plan(set(1, CLAIMS), "")));
        assertEquals("+web-0", told(plan(set(1, CLAIMS), "", claim("www-web-0", ""))));
        PersistentVolumeClaim going = claim("www-web-0", ",'deletionTimestamp':'2026-01-01T01:00:00Z'");
        assertEquals("?web-0", told(plan(set(1, CLAIMS), "", going)));
    }

    @Test
    void retention_whenScaledDelete_condemnedPodOwnsItsClaim() {
        StatefulSet set = set(0, CLAIMS + ",'persistentVolumeClaimRetentionPolicy':{'whenScaled':'Delete'}");
        StatefulSetPlan plan = plan(set, "0:ready", claim("www-web-0", ""));
        assertEquals("~www-web-0 -web-0", told(plan));
    }

    @Test
    void status_complete_movesTheCurrentRevision() {
        StatefulSet set = set(2, "");
        StatefulSetPlan plan = plan(set, "0:ready 1:ready");
        assertEquals(newName(set), plan.expected().currentRevision());
        assertEquals(2, plan.expected().currentReplicas());
        StatefulSetPlan rolling = plan(set, "0:ready:old 1:ready");
        assertEquals("web-old", rolling.expected().currentRevision());
        assertEquals(1, rolling.expected().updatedReplicas());
    }

    @Test
    void set_beingDeleted_plansNothing() {
        StatefulSet set = StatefulSet.of(set(3, "")
                .object()
                .withMetadata(metadata -> metadata.with("deletionTimestamp", "2026-01-01T01:00:00Z")));
        assertEquals("", told(plan(set, "0:ready")));
    }
}
