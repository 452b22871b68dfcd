package dev.leme.node.runtime.cri;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import dev.leme.node.runtime.ContainerRuntime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands with streams, in a real container. Needs root. */
@Timeout(120)
final class TaskExecIT {
    private static final int LARGE = 50 << 20;
    private static RealContainerd real;
    private static ContainerRuntime runtime;
    private static String container;

    @BeforeAll
    static void startContainer() throws Exception {
        real = new RealContainerd();
        runtime = real.runtime();
        container = real.startIdle("exec");
    }

    @AfterAll
    static void close() throws IOException {
        if (real != null) {
            real.close();
        }
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        await("no FIFO", () -> fifos() == 0);
        await(
                "no thread",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().matches("exec-(stdin|stdout|stderr)")));
    }

    private static long fifos() {
        try (Stream<?> files = Files.list(real.settings.socket().resolveSibling("exec"))) {
            return files.count();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "never: " + what);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static String output(String script) {
        return runtime.execSync(container, List.of("sh", "-c", script), Duration.ofSeconds(30))
                .stdout();
    }

    private static ProcessExit exec(String script, InputStream in, OutputStream out) throws Exception {
        return runtime.exec(
                container, List.of("sh", "-c", script), ProcessStreams.of(in, out, OutputStream.nullOutputStream()));
    }

    @Test
    void exec_whoseOutputEndsFirst_takesAllItsInput() throws Exception {
        byte[] input = new byte[LARGE];
        new Random(7).nextBytes(input);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ProcessExit exit = exec("exec cat > /tmp/large", new ByteArrayInputStream(input), out);
        assertTrue(exit.succeeded(), exit.message());
        ProcessExit read = exec("cat /tmp/large; rm /tmp/large", InputStream.nullInputStream(), out);
        assertTrue(read.succeeded(), read.message());
        assertTrue(Arrays.equals(input, out.toByteArray()), "what came back is not what went in");
    }

    @Test
    void exec_ofShortInput_neverLosesIt() throws Exception {
        for (int round = 0; round < 20; round++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            String word = "round " + round + "\n";
            exec("cat", new ByteArrayInputStream(word.getBytes(UTF_8)), out);
            assertEquals(word, out.toString(UTF_8));
        }
    }

    @Test
    void exec_thatClosesItsInputEarly_endsWithItsCode() throws Exception {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(
                9, exec("exec 0</dev/null; echo done; exit 9", endless, out).exitCode());
        assertEquals("done\n", out.toString(UTF_8));
        assertEquals(3, exec("exit 3", endless, out).exitCode(), "the input is never read, nor ever ends");
    }

    @Test
    void exec_whoseInputStaysOpen_endsWithTheProcess() throws Exception {
        try (PipedInputStream open = new PipedInputStream();
                PipedOutputStream typed = new PipedOutputStream(open)) {
            typed.write("one\n".getBytes(UTF_8));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertEquals(4, exec("read line; echo got $line; exit 4", open, out).exitCode());
            assertEquals("got one\n", out.toString(UTF_8));
        }
    }

    @Test
    void exec_interruptedAtAnyMoment_endsTheSessionAndLeavesNothing() throws Exception {
        for (int round = 0; round < 7; round++) {
            int pause = round * 15;
            Thread session = Thread.ofVirtual()
                    .unstarted(() -> assertThrows(
                            InterruptedException.class,
                            () -> exec(
                                    "exec sleep 0.1", InputStream.nullInputStream(), OutputStream.nullOutputStream())));
            AtomicReference<Throwable> failure = new AtomicReference<>();
            session.setUncaughtExceptionHandler((_, thrown) -> failure.set(thrown));
            session.start();
            session.join(Duration.ofMillis(pause));
            session.interrupt();
            session.join();
            assertNull(failure.get(), () -> "interrupted after " + pause + " ms: " + failure.get());
        }
    }

    @Test
    void exec_thatIsKilled_givesTheSignalsCode() throws Exception {
        ProcessExit exit = exec("kill -KILL $$", InputStream.nullInputStream(), OutputStream.nullOutputStream());
        assertEquals(137, exit.exitCode());
        assertTrue(exit.raw().contains("\"ExitCode\""), exit.raw());
    }

    @Test
    void exec_hasTheContainersUserDirectoryAndLimits() throws Exception {
        String question = "id; pwd; grep -E 'Cap|NoNewPrivs|Seccomp:' /proc/self/status; cat /proc/self/oom_score_adj";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        exec(question, InputStream.nullInputStream(), out);
        assertEquals(output(question), out.toString(UTF_8));
    }

    @Test
    void exec_whoseClientGoes_goesOnWithoutItsStreams() throws Exception {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int each) throws IOException {
                throw new IOException("the client is gone");
            }
        };
        // More output than any pipe holds, and only then the mark: the process must not hang on it.
        String script = "x=0123456789abcdef; while [ ${#x} -lt 100000 ]; do x=$x$x; done; echo $x; echo $x; cat;"
                + " echo over > /tmp/mark";
        try (PipedInputStream open = new PipedInputStream();
                PipedOutputStream typed = new PipedOutputStream(open)) {
            typed.write("hello\n".getBytes(UTF_8));
            assertThrows(IOException.class, () -> exec(script, open, gone));
        }
        await("the process's own end", () -> output("cat /tmp/mark").equals("over\n"));
    }
}
