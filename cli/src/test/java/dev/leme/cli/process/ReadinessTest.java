package dev.leme.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void next_twoStages_inOrder() throws IOException, InterruptedException {
        Process sleeper = new ProcessBuilder("sleep", "600").start();
        try (Readiness readiness = Readiness.listen()) {
            Readiness.tell(readiness.socket(), Readiness.API);
            Readiness.tell(readiness.socket(), Readiness.NODE);
            assertEquals(Readiness.API, readiness.next(sleeper.toHandle(), PATIENCE));
            assertEquals(Readiness.NODE, readiness.next(sleeper.toHandle(), PATIENCE));
        } finally {
            sleeper.destroyForcibly();
        }
    }

    @Test
    void next_processEnds_isNullAtOnce() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        Path socket;
        try (Readiness readiness = Readiness.listen()) {
            socket = readiness.socket();
            assertNull(readiness.next(process.toHandle(), PATIENCE));
        }
        assertFalse(Files.exists(socket));
    }

    @Test
    void tell_nobodyThere_isFine() {
        Readiness.tell(Path.of("/no/such/socket"), Readiness.API);
        Readiness.tell(null, Readiness.API);
    }
}
