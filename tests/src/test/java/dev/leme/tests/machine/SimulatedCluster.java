package dev.leme.tests.machine;

import dev.leme.client.ApiClient;
import dev.leme.junit.LemeCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in the test's own process, whose pods are simulated, with the machine's kubectl against it: as {@link RealCluster} is
 * for real containers.
 *
 * @param leme the cluster
 * @param kubectl the machine's, against it
 */
public record SimulatedCluster(LemeCluster leme, Kubectl kubectl) {

    /** Starts one with a node, and one more for each name; skips the test where there is no kubectl of our time. */
    public static SimulatedCluster start(String... moreNodes) throws IOException, InterruptedException {
        Path program = Kubectl.required();
        LemeCluster leme = LemeCluster.start();
        SimulatedCluster cluster = new SimulatedCluster(leme, new Kubectl(program, leme.kubeconfig()));
        try {
            for (String name : moreNodes) {
                cluster.addNode(name);
            }
        } catch (IOException | InterruptedException | RuntimeException | AssertionError failure) {
            leme.close();
            throw failure;
        }
        return cluster;
    }

    /** A node in a zone of its own name, once it is ready. */
    private void addNode(String name) throws IOException, InterruptedException {
        leme.addNode(name, Map.of("topology.kubernetes.io/zone", name));
        kubectl.get("wait", "node/" + name, "--for=create", "--timeout=200s");
        kubectl.get("wait", "node/" + name, "--for=condition=Ready", "--timeout=200s");
    }

    /** Who may do everything. */
    public ApiClient client() {
        return leme.client();
    }

    /** Applies a manifest in JSON with single quotes. */
    public void apply(String json) {
        kubectl.reading(json.replace('\'', '"'), "apply", "-f", "-").succeeded();
    }

    /** Ends it; nothing where it never began. */
    public static void end(@Nullable SimulatedCluster cluster) throws IOException {
        if (cluster != null) {
            cluster.leme.close();
        }
    }
}
