package dev.leme.controllers.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.batch.v1.Job;
import dev.leme.api.batch.v1.JobStatus;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.json.JsonObject;
import dev.leme.controllers.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobPlannerTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static Job job(String spec, String status) {
        return Job.of(TestCluster.object("""
                {'apiVersion':'batch/v1','kind':'Job',
                 'metadata':{'name':'pi','namespace':'default','uid':'u1'},
                 'spec':{'backoffLimit':6,'completionMode':'NonIndexed','podReplacementPolicy':'TerminatingOrFailed',
                  'template':{'metadata':{'labels':{'job-name':'pi'}},
                   'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'i'}]}}},
                 'status':%s}
                """.formatted(status)).with("spec", merged(spec)));
    }

    private static JsonObject merged(String spec) {
        JsonObject result = TestCluster.json("""
                {'parallelism':1,'backoffLimit':6,'completionMode':'NonIndexed',
                 'podReplacementPolicy':'TerminatingOrFailed',
                 'template':{'metadata':{'labels':{'job-name':'pi'}},
                  'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'i'}]}}}
                """);
        for (var member : TestCluster.json(spec)) {
            result = result.with(member.getKey(), member.getValue());
        }
        return result;
    }

    private static Pod pod(String name, String phase, String more) {
        return Pod.of(TestCluster.object("""
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s','namespace':'default','uid':'%s',
                  'finalizers':['batch.kubernetes.io/job-tracking'],'creationTimestamp':'2026-03-01T11:00:00Z'%s},
                 'status':{'phase':'%s','containerStatuses':[{'name':'c','state':%s}]}}
                """.formatted(name, name, more, phase, state(phase))));
    }

    private static String state(String phase) {
        return switch (phase) {
            case "Failed" -> "{'terminated':{'exitCode':42,'finishedAt':'2026-03-01T11:59:55Z'}}";
            case "Succeeded" -> "{'terminated':{'exitCode':0,'finishedAt':'2026-03-01T11:59:55Z'}}";
            default -> "{}";
        };
    }

    private static Pod indexed(int index, String phase, String failures) {
        String annotations = "'batch.kubernetes.io/job-completion-index':'" + index + "'"
                + (failures.isEmpty() ? "" : ",'batch.kubernetes.io/job-index-failure-count':'" + failures + "'");
        return pod("pi-" + index + "-" + phase, phase, ",'annotations':{" + annotations + "}");
    }

    private static JobPlan plan(String spec, String status, Pod... pods) {
        return JobPlanner.plan(job(spec, status), List.of(pods), NOW);
    }

    private static List<String> created(JobPlan plan) {
        return plan.moves().create().stream()
                .map(pod -> pod.metadata().generateName())
                .toList();
    }

    private static List<String> conditions(JobStatus status) {
        return status.conditions().stream()
                .map(condition -> condition.type() + "=" + condition.status() + " " + condition.reason())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'completions':1}                    | {}                | 1",
                "{'completions':5,'parallelism':2}    | {}                | 2",
                "{'completions':5,'parallelism':9}    | {}                | 5",
                "{'completions':5,'parallelism':9}    | {'succeeded':4}   | 1",
                "{'parallelism':3}                    | {}                | 3",
                "{'parallelism':3}                    | {'succeeded':1}   | 0",
                "{'completions':5,'parallelism':0}    | {}                | 0",
                "{'completions':5,'suspend':true}     | {}                | 0"
            })
    void newJob_createsWhatIsMissing(String spec, String status, int expected) {
        assertEquals(expected, plan(spec, status).moves().create().size());
    }

    @Test
    void firstRound_startsTheClockAndCountsWhatItCreates() {
        JobStatus status = plan("{'completions':2,'parallelism':2}", "{}").status();
        assertEquals(NOW, status.startTime());
        assertEquals(2, status.active());
        assertTrue(status.hasUncountedTerminatedPods());
        assertFalse(status.hasConditions());
    }

    @Test
    void endedPod_isWrittenDownBeforeItIsLetGo() {
        JobPlan plan = plan("{'completions':1}", "{'active':1}", pod("a", "Succeeded", ""));
        assertEquals(List.of("a"), plan.status().uncountedTerminatedPods().succeeded());
        assertEquals(0, plan.status().succeeded());
        assertEquals(List.of("SuccessCriteriaMet=True CompletionsReached"), conditions(plan.status()));
        assertEquals(1, plan.release().size());
        assertTrue(plan.events().isEmpty());
    }

    @Test
    void writtenDownPod_withoutFinalizer_isCountedAndTheJobCompletes() {
        JobPlan plan = plan("{'completions':1}", "{'uncountedTerminatedPods':{'succeeded':['a']}}");
        assertEquals(1, plan.status().succeeded());
        assertEquals(
                List.of("SuccessCriteriaMet=True CompletionsReached", "Complete=True CompletionsReached"),
                conditions(plan.status()));
        assertEquals(NOW, plan.status().completionTime());
        assertEquals("Completed", plan.events().getFirst().reason());
    }

    @Test
    void writtenDownPod_withFinalizer_isNotWrittenTwice() {
        JobPlan plan =
                plan("{'completions':2}", "{'uncountedTerminatedPods':{'failed':['a']}}", pod("a", "Failed", ""));
        assertEquals(List.of("a"), plan.status().uncountedTerminatedPods().failed());
        assertEquals(1, plan.release().size());
    }

    @Test
    void failedPod_isReplacedAfterTheBackOff() {
        JobPlan plan = plan("{'completions':1}", "{}", pod("a", "Failed", ""));
        assertTrue(created(plan).isEmpty());
        assertEquals(Duration.ofSeconds(5), plan.again());
    }

    @Test
    void tooManyFailures_endTheJob_firstAnnouncedAndThenForGood() {
        JobPlan announced = plan("{'backoffLimit':0}", "{}", pod("a", "Failed", ""), pod("b", "Running", ""));
        assertEquals(List.of("FailureTarget=True BackoffLimitExceeded"), conditions(announced.status()));
        assertEquals(1, announced.moves().delete().size());
        assertTrue(announced.moves().isCounted());
        assertEquals(1, announced.status().terminating());
        String status = "{'failed':2,'conditions':[{'type':'FailureTarget','status':'True',"
                + "'reason':'BackoffLimitExceeded','message':'Job has reached the specified backoff limit'}]}";
        JobPlan ended = plan("{'backoffLimit':0}", status);
        assertEquals(
                List.of("FailureTarget=True BackoffLimitExceeded", "Failed=True BackoffLimitExceeded"),
                conditions(ended.status()));
        assertEquals(
                new JobPlan.Note(true, "BackoffLimitExceeded", "Job has reached the specified backoff limit"),
                ended.events().getFirst());
    }

    @Test
    void deadline_endsTheJob() {
        JobPlan plan = plan("{'activeDeadlineSeconds':30}", "{'startTime':'2026-03-01T11:59:30Z'}");
        assertEquals(
                List.of("FailureTarget=True DeadlineExceeded", "Failed=True DeadlineExceeded"),
                conditions(plan.status()));
        assertEquals(
                Duration.ofSeconds(30),
                plan("{'activeDeadlineSeconds':30}", "{}").again());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FailJob   | In    | [42] | FailureTarget=True PodFailurePolicy | 1",
                "Ignore    | In    | [42] | '' | 0",
                "Count     | In    | [42] | FailureTarget=True BackoffLimitExceeded | 1",
                "FailJob   | NotIn | [42] | FailureTarget=True BackoffLimitExceeded | 1",
                "FailJob   | NotIn | [1]  | FailureTarget=True PodFailurePolicy | 1"
            })
    void failurePolicy_decidesByExitCode(String action, String operator, String codes, String condition, int written) {
        String rule =
                "{'action':'" + action + "','onExitCodes':{'operator':'" + operator + "','values':" + codes + "}}";
        JobPlan plan = plan(
                "{'backoffLimit':0,'podReplacementPolicy':'Failed','podFailurePolicy':{'rules':[" + rule + "]}}",
                "{}",
                pod("a", "Failed", ""));
        assertEquals(condition.isEmpty() ? List.of() : List.of(condition), conditions(plan.status()));
        assertEquals(written, plan.status().uncountedTerminatedPods().failed().size());
    }

    @Test
    void failurePolicy_namesTheContainerAndTheRule() {
        String rules = "{'rules':[{'action':'FailJob','onExitCodes':{'operator':'In','values':[42]}}]}";
        JobPlan plan = plan("{'podFailurePolicy':" + rules + "}", "{}", pod("a", "Failed", ""));
        assertEquals(
                "Container c for pod default/a failed with exit code 42 matching FailJob rule at index 0",
                plan.status().conditions().getFirst().message());
    }

    @Test
    void deletedPod_countsAsFailed_unlessOnlyEndedPodsAreReplaced() {
        Pod deleted = pod("a", "Running", ",'deletionTimestamp':'2026-03-01T11:59:00Z'");
        assertEquals(
                List.of("a"),
                plan("{}", "{}", deleted).status().uncountedTerminatedPods().failed());
        JobPlan patient = plan("{'completions':1,'podReplacementPolicy':'Failed'}", "{}", deleted);
        assertTrue(patient.status().uncountedTerminatedPods().failed().isEmpty());
        assertTrue(created(patient).isEmpty());
        assertEquals(1, patient.status().terminating());
    }

    @Test
    void indexedJob_createsTheFirstMissingIndexes() {
        JobPlan plan = plan(
                "{'completions':5,'parallelism':3,'completionMode':'Indexed'}",
                "{'completedIndexes':'0,2'}",
                indexed(1, "Running", ""));
        assertEquals(List.of("pi-3-", "pi-4-"), created(plan));
        Pod first = plan.moves().create().getFirst();
        assertEquals("pi-3", first.spec().hostname());
        assertEquals("3", first.metadata().labels().get("batch.kubernetes.io/job-completion-index"));
        assertEquals(
                "JOB_COMPLETION_INDEX",
                first.spec().containers().getFirst().env().getFirst().name());
        assertEquals(2, plan.status().succeeded());
    }

    @Test
    void indexedJob_writesIndexesAndNoUids() {
        JobPlan plan = plan(
                "{'completions':5,'parallelism':5,'completionMode':'Indexed'}",
                "{'completedIndexes':'0,1'}",
                indexed(2, "Succeeded", ""),
                indexed(4, "Succeeded", ""));
        assertEquals("0-2,4", plan.status().completedIndexes());
        assertEquals(4, plan.status().succeeded());
        assertTrue(plan.status().uncountedTerminatedPods().succeeded().isEmpty());
        assertEquals(2, plan.release().size());
    }

    @Test
    void doubledIndex_losesOnePodAndMissingIndexesWait() {
        Pod younger = pod("twin", "Running", ",'annotations':{'batch.kubernetes.io/job-completion-index':'1'}");
        JobPlan plan = plan(
                "{'completions':5,'parallelism':3,'completionMode':'Indexed'}",
                "{}",
                indexed(1, "Running", ""),
                younger);
        assertEquals(1, plan.moves().delete().size());
        assertFalse(plan.moves().isCounted());
        assertTrue(created(plan).isEmpty());
    }

    @Test
    void failedIndex_isReplacedCarryingItsCount_andKeptUntilThen() {
        String spec = "{'completions':2,'parallelism':2,'completionMode':'Indexed','backoffLimitPerIndex':1}";
        JobPlan waits = plan(spec, "{}", indexed(0, "Failed", "0"), indexed(1, "Running", "0"));
        assertTrue(waits.release().isEmpty());
        assertEquals(Duration.ofSeconds(5), waits.again());
        JobPlan later = JobPlanner.plan(
                job(spec, "{}"), List.of(indexed(0, "Failed", "0"), indexed(1, "Running", "0")), NOW.plusSeconds(10));
        assertEquals(List.of("pi-0-"), created(later));
        assertEquals(
                "1", later.moves().create().getFirst().metadata().annotations().get(JobPod.FAILURES));
    }

    @Test
    void failedIndexes_failTheJobAtTheEndOrPastTheirLimit() {
        String spec = "{'completions':3,'parallelism':3,'completionMode':'Indexed','backoffLimitPerIndex':0";
        JobPlan goesOn = plan(spec + "}", "{}", indexed(0, "Failed", "0"), indexed(1, "Running", "0"));
        assertEquals("0", goesOn.status().failedIndexes());
        assertTrue(conditions(goesOn.status()).isEmpty());
        JobPlan limited = plan(spec + ",'maxFailedIndexes':0}", "{}", indexed(0, "Failed", "0"));
        assertEquals(List.of("FailureTarget=True MaxFailedIndexesExceeded"), conditions(limited.status()));
        JobPlan ended = plan(spec + "}", "{'completedIndexes':'1,2','failedIndexes':'0','uncountedTerminatedPods':{}}");
        assertEquals(
                List.of("FailureTarget=True FailedIndexes", "Failed=True FailedIndexes"), conditions(ended.status()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'succeededIndexes':'0-1'}                      | true",
                "{'succeededIndexes':'0-2'}                      | false",
                "{'succeededIndexes':'0-2','succeededCount':2}   | true",
                "{'succeededCount':2}                            | true",
                "{'succeededCount':3}                            | false"
            })
    void successPolicy_endsTheJobEarly(String rule, boolean met) {
        JobPlan plan = plan(
                "{'completions':4,'parallelism':4,'completionMode':'Indexed','successPolicy':{'rules':[" + rule + "]}}",
                "{'completedIndexes':'0,1'}",
                indexed(2, "Running", ""),
                indexed(3, "Running", ""));
        assertEquals(met ? List.of("SuccessCriteriaMet=True SuccessPolicy") : List.of(), conditions(plan.status()));
        assertEquals(met ? 2 : 0, plan.moves().delete().size());
    }

    @Test
    void shrunkIndexedJob_forgetsTheIndexesItDoesNotHave() {
        JobPlan plan = plan(
                "{'completions':2,'parallelism':2,'completionMode':'Indexed'}",
                "{'completedIndexes':'1,3','succeeded':2}",
                indexed(0, "Running", ""),
                indexed(4, "Running", ""));
        assertEquals("1", plan.status().completedIndexes());
        assertEquals(1, plan.status().succeeded());
        assertEquals("pi-4-Running", plan.moves().delete().getFirst().name());
    }

    @Test
    void suspendedJob_letsGoOfItsPodsWithoutCountingThem_andStartsAnew() {
        JobPlan suspended = plan(
                "{'completions':1,'suspend':true}",
                "{'startTime':'2026-03-01T11:00:00Z','active':1}",
                pod("a", "Running", ""));
        assertEquals(1, suspended.moves().delete().size());
        assertFalse(suspended.moves().isCounted());
        assertFalse(suspended.status().hasStartTime());
        assertEquals(List.of("Suspended=True JobSuspended"), conditions(suspended.status()));
        JobPlan resumed = plan("{'completions':1}", suspended.status().json().toString());
        assertEquals(List.of("Suspended=False JobResumed"), conditions(resumed.status()));
        assertEquals(NOW, resumed.status().startTime());
        assertEquals("Resumed", resumed.events().getFirst().reason());
    }

    @Test
    void finishedJob_onlyLetsGo() {
        JobPlan plan = plan(
                "{'completions':1}", "{'conditions':[{'type':'Complete','status':'True'}]}", pod("a", "Running", ""));
        assertEquals(1, plan.release().size());
        assertTrue(created(plan).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1 | 10", "2 | 20", "3 | 40", "6 | 320", "7 | 360", "40 | 360"})
    void backOff_doublesUpToSixMinutes(int failures, int seconds) {
        assertEquals(Duration.ofSeconds(seconds), BackOff.remaining(failures, NOW, NOW));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0,1,2,5 | 0-2,5", "0,1 | 0,1", "7-9,3 | 3,7-9", "1-99 | 1-9", "x,-3 | ''"})
    void indexSet_isSpelledInOrder(String text, String expected) {
        assertEquals(expected, IndexSet.parse(text, 10).toString());
    }
}
