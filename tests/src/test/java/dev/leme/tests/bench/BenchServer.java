package dev.leme.tests.bench;

import dev.leme.cluster.Cluster;
import dev.leme.cluster.ClusterConfig;
import java.nio.file.Path;
import java.util.List;

/** An API server in a process of its own, over SQLite in the directory that is given; ends with its standard input. */
public final class BenchServer {

    private BenchServer() {}

    /** Starts, says where it listens, and waits for the end of its input. */
    public static void main(String[] args) throws Exception {
        ClusterConfig config = new ClusterConfig(
                "leme",
                Path.of(args[0]),
                ClusterConfig.Runtime.SIMULATED,
                true,
                false,
                "bench",
                List.of("127.0.0.1"),
                0,
                "10.42.0.0/16",
                "10.43.0.0/16",
                "");
        try (Cluster cluster = Cluster.start(config)) {
            System.out.println("listening " + cluster.server());
            System.out.flush();
            while (System.in.read() >= 0) {
                // The parent says nothing; it only ends.
            }
        }
    }
}
