package dev.leme.cli;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.yaml.Yaml;
import dev.leme.cli.admin.AdminConnection;
import dev.leme.cli.arguments.Arguments;
import dev.leme.cli.arguments.Synopsis;
import dev.leme.cli.home.ClusterHome;
import dev.leme.cli.home.ClusterRecord;
import dev.leme.cli.home.HomeLock;
import dev.leme.cli.kubeconfig.Kubeconfig;
import dev.leme.cli.kubeconfig.KubeconfigFile;
import dev.leme.cli.process.Program;
import dev.leme.cli.process.Readiness;
import dev.leme.cli.process.ServerProcess;
import dev.leme.client.DeleteOptions;
import dev.leme.cluster.Cluster;
import dev.leme.cluster.ClusterConfig;
import dev.leme.cluster.ClusterRemains;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Run once after a build, so that the JVM learns which classes a server's start needs and keeps them ready. */
final class TrainCommand implements Command {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> FIRST_REQUESTS = List.of(
            "/version",
            "/api",
            "/apis",
            "/api/v1",
            "/apis/apps/v1",
            "/openapi/v3",
            "/api/v1/nodes",
            "/api/v1/pods",
            "/api/v1/namespaces/default/services",
            "/apis/apps/v1/statefulsets");
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: training, namespace: default}
            spec:
              containers:
              - {name: main, image: busybox}
            """;

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "train", "", 0, List.of("Runs a simulated cluster through its first moments, then ends."), List.of());
    }

    @Override
    public int run(Arguments arguments) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("leme-train");
        ClusterConfig config = ClusterConfig.simulated(directory.resolve(ClusterHome.USUAL_NAME));
        try (Cluster cluster = Cluster.start(config)) {
            cluster.startNode();
            if (!cluster.awaitNodeReady(PATIENCE)) {
                throw new CommandFailure("the simulated node does not get Ready");
            }
            ClusterHome home = new ClusterHome(config.name(), config.home());
            exercise(cluster, home);
            exerciseUp(home);
        } finally {
            ClusterRemains.purge(config);
            Files.deleteIfExists(directory);
        }
        return 0;
    }

    /** What {@code up} and {@code status} do around a server. */
    private static void exerciseUp(ClusterHome home) throws IOException, InterruptedException {
        Program.run(List.of("true"));
        HomeLock.acquire(home.commandLock(), () -> {}).remove();
        new ClusterRecord(true, true, null, "127.0.0.1", 1, "").write(home);
        ClusterRecord.read(home);
        Kubeconfig own = new KubeconfigFile(home.kubeconfig()).read();
        new KubeconfigFile(home.directory().resolve("merged")).change(before -> before.with(home.context(), own));
        ServerProcess.noteThis(home);
        ServerProcess.find(home);
        try (Readiness readiness = Readiness.listen()) {
            Readiness.tell(readiness.socket(), Readiness.NODE);
            readiness.next(new ProcessBuilder("true").start().toHandle(), PATIENCE);
        }
    }

    private static void exercise(Cluster cluster, ClusterHome home) {
        cluster.admin().create(Resources.PODS, ApiObject.of((JsonObject) Yaml.parse(POD)));
        try (AdminConnection connection = AdminConnection.open(home)) {
            FIRST_REQUESTS.forEach(connection::get);
        }
        cluster.admin().delete(Resources.PODS, "default", "training", DeleteOptions.DEFAULT);
    }
}
