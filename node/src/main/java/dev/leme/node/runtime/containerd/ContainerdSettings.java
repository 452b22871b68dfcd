package dev.leme.node.runtime.containerd;

import dev.leme.node.runtime.pause.PauseImage;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a containerd of ours is made from.
 *
 * @param directory everything of it is in here: configuration, content, state, socket, log. At most 80 characters long,
 *     for the socket's sake.
 * @param network the pods' network
 * @param cgroupRoot the cgroup that all its containers are in, absolute: {@code /leme-NAME}
 * @param registry asked first for every image, whatever its registry; null: none
 * @param launcher words before the command, such as {@code nsenter --net=…}; they must end in an exec, so that the
 *     process stays the same
 */
public record ContainerdSettings(
        Path directory,
        Network network,
        String cgroupRoot,
        @Nullable EmbeddedRegistry registry,
        List<String> launcher) {

    /**
     * The network that pods are on: each has a link of its own to the node, which routes between them.
     *
     * @param name of the network, unique on the machine
     * @param podCidrs the node's own ranges, such as {@code 10.42.0.0/24}: one of IPv4, and maybe one of IPv6 of at
     *     most 64 bits; their first addresses are the node's on every link
     * @param masquerade whether the CNI plugin hides pods' addresses behind the node's; false where the service proxy
     *     does it
     */
    public record Network(String name, List<String> podCidrs, int mtu, boolean masquerade) {}

    /**
     * The cluster's own registry.
     *
     * @param caFile signs its certificate; null for plain http
     * @param client what containerd shows it; null for nothing
     */
    public record EmbeddedRegistry(
            URI url, @Nullable Path caFile, @Nullable ClientFiles client) {
        /** A registry that doesn't ask who comes. */
        public EmbeddedRegistry(URI url, @Nullable Path caFile) {
            this(url, caFile, null);
        }
    }

    /** A client certificate and its key, both in PEM. */
    public record ClientFiles(Path certificate, Path key) {}

    /** The usual settings of a cluster's node. */
    public static ContainerdSettings of(Path directory, String clusterName, List<String> podCidrs) {
        return new ContainerdSettings(
                directory,
                new Network("leme-" + clusterName, podCidrs, 1500, false),
                "/leme-" + clusterName,
                null,
                List.of());
    }

    public ContainerdSettings withRegistry(EmbeddedRegistry other) {
        return new ContainerdSettings(directory, network, cgroupRoot, other, launcher);
    }

    public ContainerdSettings withNetwork(Network other) {
        return new ContainerdSettings(directory, other, cgroupRoot, registry, launcher);
    }

    public ContainerdSettings withLauncher(List<String> words) {
        return new ContainerdSettings(directory, network, cgroupRoot, registry, List.copyOf(words));
    }

    public Path socket() {
        return directory.resolve("containerd.sock");
    }

    /** The sandbox's image; see {@link PauseImage}. */
    public String sandboxImage() {
        return PauseImage.NAME;
    }

    Path root() {
        return directory.resolve("root");
    }

    Path state() {
        return directory.resolve("state");
    }

    Path configFile() {
        return directory.resolve("config.toml");
    }

    Path certificates() {
        return directory.resolve("certs.d");
    }

    Path networkConfigurations() {
        return directory.resolve("cni");
    }

    Path plugins() {
        return directory.resolve("cni-plugins");
    }

    Path addresses() {
        return directory.resolve("ipam");
    }

    Path log() {
        return directory.resolve("containerd.log");
    }

    Path pidFile() {
        return directory.resolve("containerd.pid");
    }
}
