package dev.leme.cli;

import dev.leme.api.json.JsonObject;
import dev.leme.cli.admin.AdminConnection;
import dev.leme.cli.arguments.Arguments;
import dev.leme.cli.arguments.Option;
import dev.leme.cli.arguments.Synopsis;
import dev.leme.cli.home.ClusterHome;
import dev.leme.cli.home.ClusterRecord;
import dev.leme.cli.process.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells how clusters are. */
final class StatusCommand implements Command {
    private static final long KIB_PER_MIB = 1024;

    private final Invocation invocation;

    StatusCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "status",
                "",
                0,
                List.of(
                        "Tells how clusters are: all of this $LEME_HOME, or the one named.",
                        "Exit code 1 where none runs."),
                List.of(Option.valued(NAME.name(), "NAME", "One cluster (default: all).")));
    }

    @Override
    public int run(Arguments arguments) {
        List<ClusterHome> homes = arguments.value(NAME.name()).isEmpty()
                ? ClusterHome.all(invocation)
                : List.of(Command.home(invocation, arguments));
        if (homes.isEmpty()) {
            invocation.out().println("no cluster in " + invocation.lemeHome() + ": './leme up' makes one");
            return 1;
        }
        boolean running = false;
        for (ClusterHome home : homes) {
            running |= show(home);
        }
        return running ? 0 : 1;
    }

    private boolean show(ClusterHome home) {
        PrintStream out = invocation.out();
        Optional<ClusterRecord> record = ClusterRecord.read(home);
        Optional<ProcessHandle> server = ServerProcess.find(home);
        if (server.isEmpty()) {
            out.println(home.name() + ": "
                    + (record.isPresent() ? "stopped; './leme up' brings it back" : "there is no such cluster"));
            record.ifPresent(noted -> line("state", home.directory()));
            return false;
        }
        out.println(home.name() + ": running, pid " + server.get().pid());
        record.ifPresent(noted -> line(
                "made with",
                "--runtime " + (noted.simulated() ? "simulated" : "containerd")
                        + (noted.offline() ? " --offline" : "")));
        line(
                "context",
                home.context()
                        + record.map(noted -> noted.kubeconfigs().stream()
                                        .map(Path::toString)
                                        .collect(Collectors.joining(", ", " in ", "")))
                                .orElse(""));
        showApi(home);
        line("memory", residentMebibytes(server.get().pid()) + " MiB resident");
        line("state", home.directory());
        return true;
    }

    private void showApi(ClusterHome home) {
        try (AdminConnection connection = AdminConnection.open(home)) {
            line("API", connection.server() + ", " + connection.get("/version").string("gitVersion"));
            for (JsonObject node :
                    connection.get("/api/v1/nodes").array("items").objects()) {
                line("node", node.object("metadata").string("name") + " " + (isReady(node) ? "Ready" : "NotReady"));
            }
            line("pods", pods(connection.get("/api/v1/pods")));
        } catch (CommandFailure unreachable) {
            line("API", unreachable.getMessage());
        }
    }

    private static boolean isReady(JsonObject node) {
        return node.object("status").array("conditions").objects().stream()
                .anyMatch(condition -> condition.string("type").equals("Ready")
                        && condition.string("status").equals("True"));
    }

    static String pods(JsonObject list) {
        Map<String, Long> phases = list.array("items").objects().stream()
                .collect(Collectors.groupingBy(
                        pod -> pod.object("status").string("phase"), TreeMap::new, Collectors.counting()));
        return phases.isEmpty()
                ? "none"
                : phases.entrySet().stream()
                        .map(phase -> phase.getValue() + " " + phase.getKey())
                        .collect(Collectors.joining(", "));
    }

    private void line(String what, @Nullable Object value) {
        invocation.out().printf("  %-10s %s%n", what, value);
    }

    private static long residentMebibytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIB_PER_MIB)
                    .findFirst()
                    .orElse(0);
        } catch (IOException gone) {
            return 0;
        }
    }
}
