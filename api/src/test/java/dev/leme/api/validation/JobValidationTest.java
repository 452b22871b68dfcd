package dev.leme.api.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.Trees;
import dev.leme.api.defaults.Defaults;
import dev.leme.api.defaults.Prepare;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.patch.MergePatch;
import dev.leme.api.resource.Resources;
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
