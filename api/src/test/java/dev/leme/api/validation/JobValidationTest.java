package dev.leme.api.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.Trees;
import dev.leme.api.defaults.Defaults;
import dev.leme.api.defaults.Prepare;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.patch.MergePatch;
import dev.leme.api.resource.Resources;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobValidationTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {completions: 3, parallelism: 2, completionMode: Indexed, backoffLimitPerIndex: 1, maxFailedIndexes: 3} |
                    {completions: -1} | spec.completions: Invalid value: -1: must be greater than or equal to 0
                    {maxFailedIndexes: 1, completionMode: Indexed, completions: 1} | spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified
                    {completionMode: Indexed, parallelism: 1} | spec.completions: Required value: when completion mode is Indexed
                    {completionMode: Each} | spec.completionMode: Unsupported value: "Each": supported values: "Indexed", "NonIndexed"
                    {completionMode: Indexed, completions: 3, parallelism: 100001} | spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when completion mode is Indexed
                    {backoffLimitPerIndex: 1} | spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode
                    {completionMode: Indexed, completions: 3, backoffLimitPerIndex: 1, maxFailedIndexes: 4} | spec.maxFailedIndexes: Invalid value: 4: must be less than or equal to completions
                    {managedBy: me} | spec.managedBy: Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo")
                    {podReplacementPolicy: Never} | spec.podReplacementPolicy: Unsupported value: "Never": supported values: "Failed", "TerminatingOrFailed"
                    {podReplacementPolicy: TerminatingOrFailed, podFailurePolicy: {rules: []}} | spec.podReplacementPolicy: Unsupported value: "TerminatingOrFailed": supported values: "Failed"
                    {podFailurePolicy: {rules: [{action: FailJob}]}} | spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required
                    {podFailurePolicy: {rules: [{action: FailIndex, onExitCodes: {operator: In, values: [1]}}]}} | spec.podFailurePolicy.rules[0].action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set
                    {podFailurePolicy: {rules: [{action: Ignore, onExitCodes: {operator: In, values: [0, 1]}}]}} | spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [0,1]: must not be 0 for the In operator
                    {podFailurePolicy: {rules: [{action: Ignore, onExitCodes: {operator: In, values: [2, 1]}}]}} | spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1]: must be ordered
                    {podFailurePolicy: {rules: [{action: Ignore, onExitCodes: {containerName: d, operator: NotIn, values: [2]}}]}} | spec.podFailurePolicy.rules[0].onExitCodes.containerName: Invalid value: "d": must be one of the container or initContainer names in the pod template
                    {podFailurePolicy: {rules: []}, template: {spec: {restartPolicy: OnFailure}}} | spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified
                    {successPolicy: {rules: [{succeededCount: 1}]}} | spec.successPolicy: Invalid value: {"rules":[{"succeededCount":1}]}: requires indexed completion mode
                    {completionMode: Indexed, completions: 3, successPolicy: {rules: [{}]}} | spec.successPolicy.rules[0]: Required value: at least one of succeededCount or succeededIndexes must be specified
                    {completionMode: Indexed, completions: 3, successPolicy: {rules: [{succeededIndexes: 0-1, succeededCount: 3}]}} | spec.successPolicy.rules[0].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)
                    """)
    void newJob_isRefusedWithUpstreamsWords(String spec, String errors) {
        ApiObject job = Cases.object(Resources.JOBS, "{spec: " + spec + "}");
        assertEquals(errors == null ? "" : errors, Cases.lines(Validation.create(Resources.JOBS, job)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {timeZone: Europe/Berlin} |
                    {timeZone: ''} | spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string
                    {timeZone: local} | spec.timeZone: Invalid value: "local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones
                    {timeZone: Mars/Olympus} | spec.timeZone: Invalid value: "Mars/Olympus": unknown time zone Mars/Olympus
                    {schedule: 'TZ=UTC 0 * * * *'} | spec.schedule: Invalid value: "TZ=UTC 0 * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead
                    {schedule: '61 * * * *'} | spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59): 61
                    {concurrencyPolicy: Maybe} | spec.concurrencyPolicy: Unsupported value: "Maybe": supported values: "Allow", "Forbid", "Replace"
                    """)
    void cronJob_isRefusedWithUpstreamsWords(String spec, String errors) {
        ApiObject job = Cases.object(Resources.CRON_JOBS, "{spec: " + spec + "}");
        assertEquals(errors == null ? "" : errors, Cases.lines(Validation.create(Resources.CRON_JOBS, job)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {parallelism: 1} | {parallelism: 7} |
                    {completions: 1} | {completions: 2} | spec.completions: Invalid value: 2: field is immutable
                    {completionMode: Indexed, completions: 2, parallelism: 2} | {completions: 3, parallelism: 3} |
                    {completionMode: Indexed, completions: 2, parallelism: 2} | {completions: 3} | spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism
                    {suspend: true} | {template: {spec: {nodeSelector: {a: b}}, metadata: {annotations: {c: d}}}} |
                    {suspend: true} | {managedBy: a.b/c} | spec.managedBy: Invalid value: "a.b/c": field is immutable
                    """)
    void changedJob_isRefusedWithUpstreamsWords(String before, String change, String errors) {
        ApiObject old = Cases.object(Resources.JOBS, "{spec: " + before + "}");
        JsonObject changed = (JsonObject) MergePatch.apply(old.json(), Trees.yaml("{spec: " + change + "}"));
        ApiObject fresh = ApiObject.of(Defaults.apply(Resources.JOBS, changed));
        assertEquals(errors == null ? "" : errors, Cases.lines(Validation.update(Resources.JOBS, fresh, old)));
    }

    @ParameterizedTest
    @CsvSource({"true,0,0", "true,1,1", "false,0,1"})
    void template_mayChangeWhileTheJobIsAtRest(boolean suspended, int active, int errors) {
        ApiObject old = Cases.object(
                Resources.JOBS,
                "{spec: {suspend: " + suspended + "}, status: {startTime: '2026-01-01T00:00:00Z', active: " + active
                        + ", conditions: [{type: Suspended, status: 'True'}]}}");
        JsonObject patch = Trees.yaml("{spec: {template: {spec: {nodeSelector: {a: b}}}}}");
        ApiObject fresh = ApiObject.of((JsonObject) MergePatch.apply(old.json(), patch));
        assertEquals(errors, Validation.update(Resources.JOBS, fresh, old).size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {} | {} | {active: 2, ready: 1, terminating: 0, startTime: '2026-01-01T00:00:00Z'} |
                    {} | {active: 1} | {active: -1} | status.active: Invalid value: -1: must be greater than or equal to 0
                    {} | {active: 1} | {ready: 2} | status.ready: Invalid value: 2: cannot set more ready pods than active
                    {} | {succeeded: 2} | {succeeded: 1} | status.succeeded: Invalid value: 1: cannot decrease the succeeded counter
                    {completionMode: Indexed, completions: 1, parallelism: 1} | {succeeded: 2} | {succeeded: 1} |
                    {} | {failed: 2} | {failed: 1} | status.failed: Invalid value: 1: cannot decrease the failed counter
                    {} | {} | {uncountedTerminatedPods: {succeeded: [a, ''], failed: [a]}} | status.uncountedTerminatedPods.succeeded[1]: Invalid value: "": must not be empty\\nstatus.uncountedTerminatedPods.failed[0]: Duplicate value: "a"
                    {} | {startTime: '2026-01-01T00:00:00Z'} | {startTime: null} | status.startTime: Required value: startTime cannot be removed for unsuspended job
                    {suspend: true} | {startTime: '2026-01-01T00:00:00Z'} | {startTime: null} |
                    {} | {} | {completionTime: '2026-01-01T00:00:00Z'} | status.completionTime: Invalid value: "2026-01-01T00:00:00Z": cannot set completionTime when there is no Complete=True condition
                    {} | {conditions: [{type: Failed, status: 'True'}]} | {conditions: []} | status.conditions: Invalid value: cannot disable the terminal Failed=True condition
                    {} | {conditions: [{type: SuccessCriteriaMet, status: 'True'}]} | {conditions: []} | status.conditions: Invalid value: cannot disable the SuccessCriteriaMet=True condition
                    {} | {} | {completedIndexes: '0'} | status.completedIndexes: Invalid value: "0": cannot set non-empty completedIndexes when non-indexed completion mode
                    {completionMode: Indexed, completions: 3} | {} | {completedIndexes: '0,2-2'} | status.completedIndexes: Invalid value: "0,2-2": error parsing completedIndexes: non-increasing order, previous: 2, current: 2
                    {completionMode: Indexed, completions: 3} | {} | {completedIndexes: '1-2-3'} | status.completedIndexes: Invalid value: "1-2-3": error parsing completedIndexes: the fragment "1-2-3" violates the requirement that an index interval can have at most two parts separated by '-'
                    {completionMode: Indexed, completions: 3} | {} | {completedIndexes: 'a'} | status.completedIndexes: Invalid value: "a": error parsing completedIndexes: cannot convert string to integer for index: "a"
                    {completionMode: Indexed, completions: 3} | {} | {failedIndexes: '0'} | status.failedIndexes: Invalid value: "0": cannot set non-null failedIndexes when backoffLimitPerIndex is null
                    {completionMode: Indexed, completions: 3, backoffLimitPerIndex: 0} | {} | {failedIndexes: '3'} | status.failedIndexes: Invalid value: "3": error parsing failedIndexes: too large index: "3"
                    {completionMode: Indexed, completions: 9, backoffLimitPerIndex: 0} | {} | {failedIndexes: '1,4-6', completedIndexes: '0,5-7'} | status.failedIndexes: Invalid value: "1,4-6": failedIndexes and completedIndexes overlap at index: 5
                    """)
    void status_isRefusedWithUpstreamsWords(String spec, String before, String change, String errors) {
        ApiObject old = Cases.object(Resources.JOBS, "{spec: " + spec + ", status: " + before + "}");
        ApiObject fresh =
                ApiObject.of((JsonObject) MergePatch.apply(old.json(), Trees.yaml("{status: " + change + "}")));
        assertEquals(
                errors == null ? "" : errors.replace("\\n", "\n"),
                Cases.lines(Validation.updateStatus(Resources.JOBS, fresh, old)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    [Complete, SuccessCriteriaMet] | {completionTime: '2026-01-01T00:01:00Z'} |
                    [Failed, FailureTarget] | {} |
                    [Complete] | {completionTime: '2026-01-01T00:01:00Z'} | status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition
                    [Failed] | {} | status.conditions: Invalid value: cannot set Failed=True condition without the FailureTarget=true condition
                    [FailureTarget, SuccessCriteriaMet] | {} | status.conditions: Invalid value: cannot set SuccessCriteriaMet=True and FailureTarget=true conditions
                    [Complete, SuccessCriteriaMet] | {} | status.completionTime: Required value: completionTime is required for Complete jobs
                    [Complete, SuccessCriteriaMet] | {completionTime: '2025-01-01T00:01:00Z'} | status.completionTime: Invalid value: "2025-01-01T00:01:00Z": completionTime cannot be set before startTime
                    [Failed, FailureTarget] | {startTime: null} | status.startTime: Required value: startTime is required for finished job
                    [Failed, FailureTarget] | {active: 1} | status.active: Invalid value: 1: active>0 is invalid for finished job
                    [Failed, FailureTarget] | {terminating: 1} | status.terminating: Invalid value: 1: terminating>0 is invalid for finished job
                    [Failed, FailureTarget] | {uncountedTerminatedPods: {failed: [a]}} | status.uncountedTerminatedPods: Invalid value: {"failed":["a"]}: uncountedTerminatedPods needs to be empty for finished job
                    """)
    void finishedStatus_isRefusedWithUpstreamsWords(String conditions, String more, String errors) {
        ApiObject old = Cases.object(Resources.JOBS, "{spec: {}, status: {}}");
        String all = Trees.yaml("{a: " + conditions + "}").array("a").strings().stream()
                .map(type -> "{type: " + type + ", status: 'True'}")
                .collect(Collectors.joining(","));
        JsonObject finished = Trees.yaml("{status: {startTime: '2026-01-01T00:00:00Z', conditions: [" + all + "]}}");
        JsonObject fresh = (JsonObject) MergePatch.apply(old.json(), finished);
        fresh = (JsonObject) MergePatch.apply(fresh, Trees.yaml("{status: " + more + "}"));
        assertEquals(
                errors == null ? "" : errors,
                Cases.lines(Validation.updateStatus(Resources.JOBS, ApiObject.of(fresh), old)));
    }

    @Test
    void selector_isMadeForTheJob_andNoOtherIsTaken() {
        ApiObject asked = Cases.object(Resources.JOBS, "{spec: {manualSelector: null, selector: null}}");
        ApiObject made = Prepare.forCreate(Resources.JOBS, asked);
        assertEquals("", Cases.lines(Validation.create(Resources.JOBS, made)));
        ApiObject own =
                Prepare.forCreate(Resources.JOBS, Cases.object(Resources.JOBS, "{spec: {manualSelector: null}}"));
        assertEquals(
                "spec.selector: Invalid value: {\"matchLabels\":{\"a\":\"b\",\"batch.kubernetes.io/controller-uid\":\"u\"}}:"
                        + " `selector` not auto-generated",
                Cases.lines(Validation.create(Resources.JOBS, own)));
    }
}
