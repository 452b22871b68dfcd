package dev.leme.controllers.cronjob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.batch.v1.CronJob;
import dev.leme.api.batch.v1.Job;
import dev.leme.api.json.JsonObject;
import dev.leme.controllers.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronJobPlannerTest {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:30Z");
    private static final String ACTIVE = "{'active':[{'name':'tick-1','uid':'tick-1'}]}";

    private static CronJob cron(String spec, String status) {
        JsonObject all = TestCluster.json("""
                {'schedule':'*/5 * * * *','concurrencyPolicy':'Allow',
                 'successfulJobsHistoryLimit':3,'failedJobsHistoryLimit':1,
                 'jobTemplate':{'metadata':{'labels':{'a':'b'}},'spec':{'backoffLimit':2}}}
                """);
        for (var member : TestCluster.json(spec)) {
            all = all.with(member.getKey(), member.getValue());
        }
        return CronJob.of(TestCluster.object("""
                {'apiVersion':'batch/v1','kind':'CronJob','metadata':{'name':'tick','namespace':'default','uid':'u',
                  'creationTimestamp':'2026-03-01T09:58:00Z'},'status':%s}
                """.formatted(status)).with("spec", all));
    }

    private static Job job(String name, String end) {
        String conditions = end.isEmpty() ? "" : "{'type':'" + end + "','status':'True'}";
        return Job.of(TestCluster.object("""
                {'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'%s','namespace':'default','uid':'%s'},
                 'status':{'startTime':'2026-03-01T09:0%s:00Z','completionTime':'2026-03-01T09:30:00Z',
                  'conditions':[%s]}}
                """.formatted(name, name, name.substring(name.length() - 1), conditions)));
    }

    private static CronJobPlan plan(String spec, String status, Job... jobs) {
        return CronJobPlanner.plan(cron(spec, status), Arrays.asList(jobs), NOW, UTC);
    }

    private static List<String> reasons(CronJobPlan plan) {
        return plan.events().stream().map(CronJobPlan.Note::reason).toList();
    }

    @Test
    void dueTime_makesAJobNamedByIt() {
        CronJobPlan plan = plan("{}", "{}");
        Job job = assertNotNullJob(plan);
        assertEquals("tick-29539320", job.metadata().name());
        assertEquals(
                "2026-03-01T10:00:00Z",
                job.metadata().annotations().get("batch.kubernetes.io/cronjob-scheduled-timestamp"));
        assertEquals("b", job.metadata().labels().get("a"));
        assertTrue(job.object().isControlledBy(cron("{}", "{}").object()));
        assertEquals(Duration.ofSeconds(270).plusMillis(100), plan.again());
    }

    private static Job assertNotNullJob(CronJobPlan plan) {
        Job job = plan.create();
        assertNotNull(job);
        return job;
    }

    @Test
    void timeZone_movesTheScheduleAndShowsInTheAnnotation() {
        Job job = assertNotNullJob(plan("{'schedule':'0 11 * * *','timeZone':'Europe/Berlin'}", "{}"));
        assertEquals(
                "2026-03-01T11:00:00+01:00",
                job.metadata().annotations().get("batch.kubernetes.io/cronjob-scheduled-timestamp"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'suspend':true}                                              | {}",
                "{'schedule':'30 10 * * *'}                                    | {}",
                "{}                                                            | {'lastScheduleTime':'2026-03-01T10:00:00Z'}",
                "{'schedule':'0 10 * * *','startingDeadlineSeconds':20}        | {}"
            })
    void nothingDue_makesNothing(String spec, String status) {
        assertNull(plan(spec, status).create());
    }

    @Test
    void manyMissedTimes_makeOnlyTheLast_andAreToldOf() {
        CronJobPlan plan = plan("{'schedule':'* * * * *'}", "{'lastScheduleTime':'2026-03-01T01:00:00Z'}");
        assertEquals("tick-29539320", assertNotNullJob(plan).metadata().name());
        assertEquals(List.of("TooManyMissedTimes"), reasons(plan));
    }

    @Test
    void manyMissedTimes_beyondTheDeadline_areForgotten() {
        String spec = "{'schedule':'* * * * *','startingDeadlineSeconds':120}";
        CronJobPlan plan = plan(spec, "{'lastScheduleTime':'2026-03-01T01:00:00Z'}");
        assertEquals("tick-29539320", assertNotNullJob(plan).metadata().name());
        assertTrue(plan.events().isEmpty());
    }

    @Test
    void runningJob_forbids() {
        CronJobPlan plan = plan("{'concurrencyPolicy':'Forbid'}", ACTIVE, job("tick-1", ""));
        assertNull(plan.create());
        assertEquals(List.of("JobAlreadyActive"), reasons(plan));
        assertEquals(1, plan.status().active().size());
    }

    @Test
    void runningJob_isReplaced() {
        CronJobPlan plan = plan("{'concurrencyPolicy':'Replace'}", ACTIVE, job("tick-1", ""));
        assertNotNull(plan.create());
        assertEquals(List.of("tick-1"), plan.delete());
        assertTrue(plan.status().active().isEmpty());
    }

    @Test
    void runningJob_isJoined() {
        CronJobPlan plan = plan("{}", ACTIVE, job("tick-1", ""));
        assertNotNull(plan.create());
        assertEquals(1, plan.status().active().size());
    }

    @Test
    void endedJob_leavesTheListAndIsRemembered() {
        CronJobPlan plan = plan("{'suspend':true}", ACTIVE, job("tick-1", "Complete"));
        assertTrue(plan.status().active().isEmpty());
        assertEquals(Instant.parse("2026-03-01T09:30:00Z"), plan.status().lastSuccessfulTime());
        assertEquals(
                "Saw completed job: tick-1, condition: Complete",
                plan.events().getFirst().message());
    }

    @Test
    void missingAndUnknownJobs_areToldOf() {
        CronJobPlan plan = plan("{'suspend':true}", ACTIVE, job("other-2", ""));
        assertEquals(List.of("UnexpectedJob", "MissingJob"), reasons(plan));
        assertTrue(plan.status().active().isEmpty());
    }

    @Test
    void history_keepsTheYoungest() {
        CronJobPlan plan = plan(
                "{'suspend':true,'successfulJobsHistoryLimit':1,'failedJobsHistoryLimit':0}",
                "{}",
                job("a-3", "Complete"),
                job("b-1", "Complete"),
                job("c-2", "Complete"),
                job("d-1", "Failed"));
        assertEquals(List.of("d-1", "b-1", "c-2"), plan.delete());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{'schedule':'often'}      | UnparseableSchedule", "{'timeZone':'Mars/Mons'}  | UnknownTimeZone"})
    void brokenSpec_isToldOf(String spec, String reason) {
        CronJobPlan plan = plan(spec, "{}");
        assertNull(plan.create());
        assertEquals(List.of(reason), reasons(plan));
    }
}
