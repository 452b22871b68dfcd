package dev.leme.junit;

import dev.leme.client.ApiClient;
import dev.leme.cluster.Cluster;
import dev.leme.cluster.ClusterConfig;
import dev.leme.cluster.ClusterRemains;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A whole cluster for a test: a real API over HTTPS, controllers, scheduler and one simulated node whose pods become
 * Running and Ready without containers. Needs no root; its objects are in memory and its few files go with it.
 */
public final class LemeCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final ClusterConfig config;
    private final Cluster cluster;

    private LemeCluster(ClusterConfig config, Cluster cluster) {
        this.config = config;
        this.cluster = cluster;
    }

    /** Starts one and waits until its node is Ready; an {@link IllegalStateException} when it isn't within three minutes. */
    public static LemeCluster start() throws IOException, InterruptedException {
        ClusterConfig config = ClusterConfig.simulated(Files.createTempDirectory("leme-test"));
        LemeCluster started = new LemeCluster(config, Cluster.start(config));
        try {
            started.cluster.startNode();
            if (!started.cluster.awaitNodeReady(PATIENCE)) {
                throw new IllegalStateException("the node is not Ready after " + PATIENCE.toSeconds() + " s");
            }
            return started;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            started.close();
            throw failure;
        }
    }

    /** Adds a simulated node with labels of its own; closing what is returned makes it fall silent. */
    public AutoCloseable addNode(String name, Map<String, String> labels) throws InterruptedException {
        return cluster.addSimulatedNode(name, labels);
    }

    /** A client with all rights, inside this process. */
    public ApiClient client() {
        return cluster.admin();
    }

    /** Where the API listens, as {@code https://127.0.0.1:43215}. */
    public String server() {
        return cluster.server();
    }

    /** A file with which kubectl or any client library comes in as an administrator. */
    public Path kubeconfig() {
        return config.kubeconfig();
    }

    @Override
    public void close() throws IOException {
        cluster.close();
        try {
            ClusterRemains.purge(config);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
