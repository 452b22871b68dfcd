package dev.leme.controllers.statefulset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.core.v1.Pod;
import dev.leme.controllers.TestCluster;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** {@code seconds} is how long after the pod's start its readiness last changed; empty where it has none. */
    @ParameterizedTest
    @CsvSource({
        "'',    '',    '',               0, true",
        "0,     False, '',               0, true",
        "0,     False, ImagePullBackOff, 0, true",
        "5,     True,  '',               0, false",
        "600,   False, '',               0, false",
        "12,    False, CrashLoopBackOff, 1, true",
        "170,   False, CrashLoopBackOff, 4, true",
        "86400, False, CrashLoopBackOff, 4, false",
        "40,    False, '',               1, false",
    })
    void neverHealthy_pod(String seconds, String ready, String waiting, int restarts, boolean expected) {
        String condition = ready.isEmpty()
                ? ""
                : "{'type':'Ready','status':'%s','lastTransitionTime':'%s'}"
                        .formatted(ready, START.plusSeconds(Long.parseLong(seconds)));
        Pod pod = Pod.of(TestCluster.json("""
                {'metadata':{'name':'web-0'},'status':{'startTime':'%s','conditions':[%s],
                 'containerStatuses':[{'name':'c','restartCount':%d,'state':{'waiting':{'reason':'%s'}}}]}}
                """.formatted(START, condition, restarts, waiting)));
        assertEquals(expected, Health.neverHealthy(pod));
    }
}
