package dev.leme.cli.process;

import dev.leme.cli.CommandFailure;
import dev.leme.cli.home.ClusterHome;
import dev.leme.node.runtime.containerd.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The process of a cluster's server. */
public final class ServerProcess {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(40);
    private static final long MOST_LOG_BYTES = 10_000_000;
    private static final int LAST_LINES = 15;

    private ServerProcess() {}

    /** The one that runs, if one does. */
    public static Optional<ProcessHandle> find(ClusterHome home) {
        try {
            return ProcessIdentity.read(home.serverPid()).flatMap(identity -> ProcessHandle.of(identity.pid()));
        } catch (IOException unreadable) {
            throw new CommandFailure(
                    "cannot read " + home.serverPid() + " (" + unreadable.getMessage() + "): run this as its owner",
                    unreadable);
        }
    }

    /** Notes this process as the cluster's server. */
    public static void noteThis(ClusterHome home) throws IOException {
        Optional<ProcessIdentity> us =
                ProcessIdentity.of(ProcessHandle.current().pid());
        if (us.isPresent()) {
            us.get().write(home.serverPid());
        }
    }

    /** Starts one that outlives us, in a session of its own; its output goes to the cluster's log. */
    public static ProcessHandle start(ClusterHome home, List<String> command, Map<String, String> environment)
            throws IOException {
        rotate(home.serverLog());
        List<String> words = new ArrayList<>(command);
        ProcessBuilder builder = Program.builder(words)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(home.serverLog().toFile()));
        builder.environment().putAll(environment);
        return builder.start().toHandle();
    }

    private static void rotate(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > MOST_LOG_BYTES) {
            Files.move(log, log.resolveSibling("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The end of its log, from {@code offset} on. */
    public static String lastWords(ClusterHome home, long offset) {
        try {
            byte[] all = Files.readAllBytes(home.serverLog());
            int from = (int) Math.min(offset, all.length);
            List<String> lines = new String(all, from, all.length - from, java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** Asks it to end, waits, and ends it by force when it does not. */
    public static void stop(ProcessHandle process) throws InterruptedException {
        Optional<ProcessIdentity> identity = ProcessIdentity.of(process.pid());
        if (identity.isPresent()) {
            process.destroy();
            if (!identity.get().awaitEnd(STOP_PATIENCE)) {
                process.destroyForcibly();
                identity.get().awaitEnd(STOP_PATIENCE);
            }
        }
    }
}
