package dev.leme.cluster;

import dev.leme.base.time.Clock;
import dev.leme.node.runtime.ContainerRuntime;
import dev.leme.node.runtime.containerd.Containerd;
import dev.leme.node.runtime.containerd.ContainerdSettings;
import dev.leme.node.runtime.containerd.ContainerdSettings.ClientFiles;
import dev.leme.node.runtime.containerd.ContainerdSettings.EmbeddedRegistry;
import dev.leme.node.runtime.simulated.SimulatedRuntime;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What runs the node's pods, started and stopped. */
final class NodeRuntimes implements AutoCloseable {

    private final ContainerRuntime runtime;
    private final @Nullable Containerd containerd;

    private NodeRuntimes(ContainerRuntime runtime, @Nullable Containerd containerd) {
        this.runtime = runtime;
        this.containerd = containerd;
    }

    /** Settings of the cluster's containerd, by which it is also found again and purged. */
    static ContainerdSettings settings(ClusterConfig config) {
        return ContainerdSettings.of(config.home().resolve("containerd"), config.name(), config.nodePodRanges());
    }

    static NodeRuntimes start(ClusterConfig config, int apiPort, Clock clock) throws IOException, InterruptedException {
        if (config.runtime() == ClusterConfig.Runtime.SIMULATED) {
            return new NodeRuntimes(
                    new SimulatedRuntime(clock, config.nodePodRanges().getFirst()), null);
        }
        Path pki = config.home().resolve("pki");
        String node = "kubelet-" + config.nodeName();
        EmbeddedRegistry registry = new EmbeddedRegistry(
                URI.create("https://" + config.address() + ":" + apiPort),
                pki.resolve("ca.crt"),
                new ClientFiles(pki.resolve(node + ".crt"), pki.resolve(node + ".key")));
        Containerd containerd = Containerd.start(settings(config).withRegistry(registry), clock);
        return new NodeRuntimes(containerd.runtime(), containerd);
    }

    ContainerRuntime runtime() {
        return runtime;
    }

    /** Lets containers and containerd go on. */
    @Override
    public void close() {
        if (containerd != null) {
            containerd.close();
        } else {
            runtime.close();
        }
    }
}
