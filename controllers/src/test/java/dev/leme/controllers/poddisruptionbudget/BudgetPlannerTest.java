package dev.leme.controllers.poddisruptionbudget;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.core.v1.Pod;
import dev.leme.api.meta.v1.Condition;
import dev.leme.api.policy.v1.PodDisruptionBudget;
import dev.leme.controllers.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetPlannerTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static PodDisruptionBudget budget(String spec, String status) {
        return PodDisruptionBudget.of(
                TestCluster.object("{'metadata':{'name':'b','namespace':'default','generation':2},'spec':" + spec
                        + ",'status':" + status + "}"));
    }

    private static List<Pod> pods(int ready, int unready) {
        List<Pod> pods = new ArrayList<>();
        for (int i = 0; i < ready + unready; i++) {
            pods.add(Pod.of(TestCluster.object("{'metadata':{'name':'p" + i + "'},'status':{'phase':'Running',"
                    + "'conditions':[{'type':'Ready','status':'" + (i < ready ? "True" : "False") + "'}]}}")));
        }
        return pods;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // budget | pods | their owners want | expected | healthy | allowed with all ready
                "{'minAvailable':2}        | 3 | 0  | 3  | 2 | 1",
                "{'minAvailable':'50%'}    | 5 | 5  | 5  | 3 | 2",
                "{'minAvailable':'100%'}   | 4 | 4  | 4  | 4 | 0",
                "{'maxUnavailable':1}      | 5 | 5  | 5  | 4 | 1",
                "{'maxUnavailable':'30%'}  | 7 | 7  | 7  | 4 | 3",
                "{'maxUnavailable':9}      | 3 | 3  | 3  | 0 | 3",
                "{'maxUnavailable':0}      | 3 | 3  | 3  | 3 | 0",
                "{'maxUnavailable':1}      | 3 | 10 | 10 | 9 | 0",
                "{'maxUnavailable':1}      | 0 | 0  | 0  | 0 | 0"
            })
    void budget_saysHowManyMayGo(String spec, int count, int scale, int expected, int healthy, int allowed) {
        PodDisruptionBudget budget = budget(spec, "{}");
        Expectation expectation = Expectation.of(budget.spec(), count, scale);
        assertEquals(new Expectation(expected, healthy), expectation);
        var status =
                BudgetPlanner.plan(budget, pods(count, 0), expectation, NOW).status();
        assertEquals(allowed, status.disruptionsAllowed());
        assertEquals(2, status.observedGeneration());
        Condition condition = status.conditions().getFirst();
        assertEquals(allowed > 0 ? "SufficientPods" : "InsufficientPods", condition.reason());
    }

    @Test
    void unreadyPods_areNotHealthy() {
        PodDisruptionBudget budget = budget("{'minAvailable':1}", "{}");
        var plan = BudgetPlanner.plan(budget, pods(1, 2), Expectation.of(budget.spec(), 3, 0), NOW);
        assertEquals(1, plan.status().currentHealthy());
        assertEquals(0, plan.status().disruptionsAllowed());
    }

    @Test
    void podThatWasLetGo_countsAsGoneForTwoMinutes() {
        PodDisruptionBudget budget = budget(
                "{'minAvailable':1}", "{'disruptedPods':{'p0':'2026-03-01T11:59:00Z','gone':'2026-03-01T11:59:00Z'}}");
        Expectation expected = Expectation.of(budget.spec(), 3, 0);
        var plan = BudgetPlanner.plan(budget, pods(3, 0), expected, NOW);
        assertEquals(2, plan.status().currentHealthy());
        assertEquals(1, plan.status().disruptedPods().size());
        assertEquals(Duration.ofMinutes(1), plan.again());
        var later = BudgetPlanner.plan(budget, pods(3, 0), expected, NOW.plusSeconds(60));
        assertEquals(3, later.status().currentHealthy());
        assertEquals("p0", later.overdue().getFirst().metadata().name());
    }

    @Test
    void budgetThatCannotTell_letsNothingGo() {
        PodDisruptionBudget budget = budget("{'maxUnavailable':1}", "{'disruptionsAllowed':3}");
        var status = BudgetPlanner.failed(budget, "jobs.batch does not implement the scale subresource", NOW);
        assertEquals(0, status.disruptionsAllowed());
        assertEquals("SyncFailed", status.conditions().getFirst().reason());
    }
}
