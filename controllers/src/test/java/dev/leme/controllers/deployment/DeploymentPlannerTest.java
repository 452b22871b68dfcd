package dev.leme.controllers.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.apps.v1.Deployment;
import dev.leme.api.apps.v1.DeploymentCondition;
import dev.leme.api.apps.v1.ReplicaSet;
import dev.leme.controllers.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Plans as tables. Sets are written {@code name:wanted/available}; the set {@code new} has the deployment's template, the
 * others have older ones, and {@code new} left out isn't there yet.
 */
class DeploymentPlannerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    private static Deployment deployment(int replicas, String strategy, String more) {
        return Deployment.of(TestCluster.json("""
                {'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web','namespace':'default','uid':'u',
                  'annotations':{'deployment.kubernetes.io/revision':'2'}},
                 'spec':{'replicas':%d,'selector':{'matchLabels':{'app':'web'}},'strategy':%s,
                  'template':{'metadata':{'labels':{'app':'web'}},'spec':{'hostname':'new'}}%s}}
                """.formatted(replicas, strategy, more)));
    }

    private static String rolling(String surge, String unavailable) {
        return "{'type':'RollingUpdate','rollingUpdate':{'maxSurge':%s,'maxUnavailable':%s}}"
                .formatted(surge, unavailable);
    }

    private static ReplicaSet set(Deployment deployment, String text, int sizedFor) {
        String[] parts = text.split("[:/]", -1);
        Budget budget = new Budget(sizedFor, Budget.of(deployment).surge(), 0);
        boolean newest = parts[0].equals("new");
        return ReplicaSet.of(TestCluster.json("""
                {'metadata':{'name':'%s','uid':'%s','creationTimestamp':'2026-01-01T00:00:0%dZ','annotations':{
                  'deployment.kubernetes.io/revision':'%d','deployment.kubernetes.io/desired-replicas':'%d',
                  'deployment.kubernetes.io/max-replicas':'%d'}},
                 'spec':{'replicas':%s,'template':{'metadata':{'labels':{'app':'web','pod-template-hash':'h'}},
                  'spec':{'hostname':'%s'}}},
                 'status':{'replicas':%s,'readyReplicas':%s,'availableReplicas':%s}}
                """.formatted(
                        parts[0],
                        parts[0],
                        newest ? 9 : 1,
                        newest ? 2 : 1,
                        budget.replicas(),
                        budget.replicas() + budget.surge(),
                        parts[1],
                        parts[0],
                        parts[1],
                        parts[2],
                        parts[2])));
    }

    private static DeploymentPlan plan(Deployment deployment, String sets, int sizedFor, String... withPods) {
        List<ReplicaSet> present = new ArrayList<>();
        for (String text : sets.split(" ", -1)) {
            if (!text.isEmpty()) {
                present.add(set(deployment, text, sizedFor));
            }
        }
        return DeploymentPlanner.plan(new DeploymentState(deployment, present, Set.of(withPods)), NOW);
    }

    private static String told(DeploymentPlan plan) {
        List<String> told = new ArrayList<>();
        for (Step step : plan.steps()) {
            switch (step) {
                case Step.Create(ReplicaSet set) ->
                    told.add("create=" + set.spec().replicas());
                case Step.Scale(ReplicaSet set, int replicas) ->
                    told.add(set.metadata().name() + "=" + replicas);
                case Step.Delete(ReplicaSet set) ->
                    told.add("delete " + set.metadata().name());
                case Step.Update update -> {}
                case Step.Annotate annotate -> {}
            }
        }
        return String.join(" ", told);
    }

    @ParameterizedTest
    @CsvSource({
        "4, 1, 1, '', create=4",
        "4, 1, 1, a:4/4, create=1",
        "4, 1, 1, a:4/4 new:1/0, a=3",
        "4, 1, 1, a:3/3 new:1/0, new=2",
        "4, 1, 1, a:3/3 new:2/0, ''",
        "4, 1, 1, a:3/3 new:2/1, a=2",
        "4, 1, 1, a:2/2 new:2/2, new=3",
        "4, 0, 2, a:4/4, create=0",
        "4, 0, 2, a:4/4 new:0/0, a=2",
        "4, '\"25%\"', '\"25%\"', a:4/4, create=1",
        "4, 0, 0, a:4/4 new:0/0, a=3",
        "4, 1, 1, a:4/1 new:1/0, a=3",
        "4, 1, 0, a:4/2 new:1/1, a=3",
        "4, 1, 1, a:1/1 b:2/2 new:2/2, a=0 b=1",
        "4, 1, 1, new:4/4, ''",
    })
    void rolling_sets_oneStepAtATime(int replicas, String surge, String unavailable, String sets, String expected) {
        assertEquals(expected, told(plan(deployment(replicas, rolling(surge, unavailable), ""), sets, replicas)));
    }

    @ParameterizedTest
    @CsvSource({
        "6, 4, new:4/4, new=6",
        "0, 4, new:4/4, new=0",
        "8, 4, a:3/3 new:2/2, a=5 new=4",
        "2, 4, a:3/3 new:2/1, a=2 new=1",
        "8, 4, a:4/4 new:8/8, a=0",
    })
    void resized_sets_takeTheirShares(int replicas, int before, String sets, String expected) {
        assertEquals(expected, told(plan(deployment(replicas, rolling("1", "1"), ""), sets, before)));
    }

    @Test
    void recreate_oldPods_goBeforeNewOnesCome() {
        Deployment deployment = deployment(3, "{'type':'Recreate'}", "");
        assertEquals("a=0", told(plan(deployment, "a:3/3", 3, "a")));
        assertEquals("", told(plan(deployment, "a:0/0", 3, "a")));
        assertEquals("create=3", told(plan(deployment, "a:0/0", 3)));
    }

    @Test
    void paused_templateChanged_isOnlyResized() {
        Deployment paused = deployment(3, rolling("1", "1"), ",'paused':true,'progressDeadlineSeconds':60");
        assertEquals("", told(plan(paused, "a:3/3", 3)));
        assertEquals("a=3", told(plan(paused, "a:2/2", 2)));
        DeploymentCondition condition =
                plan(paused, "a:3/3", 3).status().conditions().getLast();
        assertEquals("DeploymentPaused", condition.reason());
    }

    @Test
    void history_beyondTheLimit_oldestGoes() {
        Deployment deployment = deployment(1, rolling("1", "1"), ",'revisionHistoryLimit':1");
        assertEquals("delete a", told(plan(deployment, "a:0/0 b:0/0 new:1/1", 1)));
    }

    @Test
    void progress_deadlinePassed_isTold() {
        Deployment deployment = Deployment.of(deployment(2, rolling("1", "0"), ",'progressDeadlineSeconds':60")
                .object()
                .withStatus(TestCluster.json("""
                        {'replicas':2,'updatedReplicas':2,'conditions':[{'type':'Progressing','status':'True',
                         'reason':'ReplicaSetUpdated','lastUpdateTime':'2026-01-01T00:58:00Z'}]}
                        """)));
        DeploymentPlan plan = plan(deployment, "new:2/0", 2);
        assertTrue(plan.status().conditions().stream()
                .anyMatch(condition -> condition.reason().equals("ProgressDeadlineExceeded")
                        && condition.message().equals("ReplicaSet \"new\" has timed out progressing.")));
        assertEquals(Duration.ZERO, plan.again());
    }
}
