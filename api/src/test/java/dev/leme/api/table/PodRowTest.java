package dev.leme.api.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.Trees;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodRowTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    private static List<String> cells(String yaml) {
        return Tables.of(Resources.PODS).cells(ApiObject.of(Trees.yaml(yaml)), NOW).stream()
                .map(JsonValue::toString)
                .map(text -> text.replace("\"", ""))
                .toList();
    }

    @Test
    void cells_runningPod_fillEveryColumn() {
        assertEquals(
                List.of("nginx-0", "1/1", "Running", "2 (5m ago)", "9m", "10.42.0.7", "leme", "<none>", "1/2"),
                cells("""
                        {metadata: {name: nginx-0, creationTimestamp: '2026-01-01T00:01:00Z'},
                         spec: {nodeName: leme, containers: [{name: a}], readinessGates: [{conditionType: x}, {conditionType: y}]},
                         status: {phase: Running, podIP: 10.42.0.7, conditions: [{type: x, status: 'True'}],
                          containerStatuses: [{name: a, ready: true, restartCount: 2, state: {running: {}},
                           lastState: {terminated: {finishedAt: '2026-01-01T00:05:00Z'}}}]}}"""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {status: {phase: Pending}} | 0/1 | Pending
                    {status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: SchedulingGated}]}} | 0/1 | SchedulingGated
                    {status: {phase: Failed, reason: Evicted}} | 0/1 | Evicted
                    {status: {phase: Pending, containerStatuses: [{state: {waiting: {reason: ContainerCreating}}}]}} | 0/1 | ContainerCreating
                    {status: {phase: Running, containerStatuses: [{state: {waiting: {reason: CrashLoopBackOff}}}]}} | 0/1 | CrashLoopBackOff
                    {status: {phase: Pending, containerStatuses: [{state: {waiting: {reason: ImagePullBackOff}}}]}} | 0/1 | ImagePullBackOff
                    {status: {phase: Succeeded, containerStatuses: [{state: {terminated: {reason: Completed, exitCode: 0}}}]}} | 0/1 | Completed
                    {status: {phase: Failed, containerStatuses: [{state: {terminated: {reason: Error, exitCode: 1}}}]}} | 0/1 | Error
                    {status: {phase: Failed, containerStatuses: [{state: {terminated: {exitCode: 3}}}]}} | 0/1 | ExitCode:3
                    {status: {phase: Failed, containerStatuses: [{state: {terminated: {signal: 9, exitCode: 137}}}]}} | 0/1 | Signal:9
                    {status: {phase: Running, containerStatuses: [{ready: false, state: {running: {}}}]}} | 0/1 | Running
                    {metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}, status: {phase: Running, containerStatuses: [{ready: true, state: {running: {}}}]}} | 1/1 | Terminating
                    {metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}, status: {phase: Succeeded, containerStatuses: [{state: {terminated: {reason: Completed}}}]}} | 0/1 | Completed
                    {metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}, status: {phase: Running, reason: NodeLost}} | 0/1 | Unknown
                    {spec: {containers: [{}, {}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{state: {terminated: {reason: Completed}}}, {ready: true, state: {running: {}}}]}} | 1/2 | Running
                    {spec: {containers: [{}, {}]}, status: {phase: Running, containerStatuses: [{state: {terminated: {reason: Completed}}}, {ready: true, state: {running: {}}}]}} | 1/2 | NotReady
                    {spec: {initContainers: [{name: i}], containers: [{}]}, status: {phase: Pending, initContainerStatuses: [{name: i, state: {running: {}}}]}} | 0/1 | Init:0/1
                    {spec: {initContainers: [{name: i}, {name: j}], containers: [{}]}, status: {phase: Pending, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 0}}}, {name: j, state: {waiting: {reason: PodInitializing}}}]}} | 0/1 | Init:1/2
                    {spec: {initContainers: [{name: i}], containers: [{}]}, status: {phase: Pending, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 1, reason: Error}}}]}} | 0/1 | Init:Error
                    {spec: {initContainers: [{name: i}], containers: [{}]}, status: {phase: Pending, initContainerStatuses: [{name: i, state: {waiting: {reason: CrashLoopBackOff}}}]}} | 0/1 | Init:CrashLoopBackOff
                    {spec: {initContainers: [{name: i}], containers: [{}]}, status: {phase: Pending, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 0}}}], containerStatuses: [{state: {waiting: {reason: PodInitializing}}}]}} | 0/1 | PodInitializing
                    {spec: {initContainers: [{name: s, restartPolicy: Always}], containers: [{}]}, status: {phase: Running, initContainerStatuses: [{name: s, started: true, ready: true, state: {running: {}}}], containerStatuses: [{ready: true, state: {running: {}}}]}} | 2/2 | Running
                    """)
    void cells_containersStates_giveReadyAndStatus(String yaml, String ready, String status) {
        String whole = yaml.contains("spec:") ? yaml : "{spec: {containers: [{}]}, " + yaml.substring(1);
        List<String> cells = cells(whole);
        assertEquals(List.of(ready, status), cells.subList(1, 3));
    }
}
