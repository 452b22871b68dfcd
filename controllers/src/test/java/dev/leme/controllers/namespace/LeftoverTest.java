package dev.leme.controllers.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.controllers.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeftoverTest {

    private static final Instant DELETED = Instant.parse("2026-01-01T00:00:00Z");

    private static ApiObject pod(long grace, String phase, String finalizers) {
        return TestCluster.object(
                "{'metadata':{'finalizers':[%s]},'spec':{'terminationGracePeriodSeconds':%d},'status':{'phase':'%s'}}"
                        .formatted(finalizers, grace, phase));
    }

    private static Leftover pods(long secondsLater, ApiObject... pods) {
        return Leftover.of(Resources.PODS, List.of(pods), DELETED, DELETED.plusSeconds(secondsLater));
    }

    @ParameterizedTest
    @CsvSource({"Running, 0, 60", "Running, 59, 60", "Running, 60, 0", "Succeeded, 0, 30", "Succeeded, 30, 0"})
    void expected_ofPods_isTheLongestGraceUntilThatIsOver(String phase, long later, long expected) {
        Leftover leftover = pods(later, pod(30, "Running", ""), pod(60, phase, ""));
        assertEquals(Duration.ofSeconds(expected), leftover.expected());
        assertEquals(expected == 0, leftover.isUnexpected());
    }

    @Test
    void expected_ofWhatAFinalizerHolds_isSomeSeconds() {
        Leftover leftover = pods(99, pod(30, "Running", "'a','b'"), pod(30, "Running", "'a'"));
        assertEquals(Duration.ofSeconds(15), leftover.expected());
        assertEquals(Map.of("a", 2, "b", 1), leftover.finalizers());
        assertEquals(2, leftover.count());
    }

    @Test
    void expected_ofOtherKinds_isNothing() {
        Leftover leftover = Leftover.of(Resources.SECRETS, List.of(pod(30, "Running", "")), DELETED, DELETED);
        assertEquals(Duration.ZERO, leftover.expected());
    }

    @Test
    void again_isPastHalfOfTheLongest() {
        Emptying emptying =
                Emptying.DONE.with("x", pods(0, pod(60, "Running", ""))).with("x", pods(99, pod(1, "", "'a'")));
        assertEquals(Duration.ofSeconds(31), emptying.again());
    }
}
