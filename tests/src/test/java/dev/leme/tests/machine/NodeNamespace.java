package dev.leme.tests.machine;

import dev.leme.cli.network.HostNetworks;
import dev.leme.cli.network.NodeNetwork;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A network namespace with a link to this machine and no way any further, as {@code leme up --offline} makes them: of both
 * families where this machine has both.
 *
 * @param network its names and addresses
 */
public record NodeNamespace(NodeNetwork network) implements AutoCloseable {

    /** Makes one; {@code name} is at most 13 characters. */
    public static NodeNamespace create(String name) throws IOException {
        NodeNetwork v4 = new NodeNetwork(name, name + "-v", "198.18." + freeNet(), "");
        NodeNamespace made = new NodeNamespace(HostNetworks.hasIpv6() ? v4.withIpv6() : v4);
        try {
            made.namespace().ensure();
            return made;
        } catch (RuntimeException failure) {
            made.close();
            throw failure;
        }
    }

    private static int freeNet() throws IOException {
        List<String> taken = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(address -> address.getHostAddress())
                .toList();
        return IntStream.range(120, 250)
                .filter(net -> taken.stream().noneMatch(address -> address.startsWith("198.18." + net + ".")))
                .findFirst()
                .orElseThrow();
    }

    private dev.leme.cli.network.NodeNamespace namespace() {
        return new dev.leme.cli.network.NodeNamespace(network);
    }

    /** The IPv4 address inside. */
    public String address() {
        return network.nodeAddress();
    }

    /** The words that put a command inside. */
    public List<String> launcher() {
        return namespace().launcher();
    }

    /** {@code command}, to be run inside. */
    List<String> inside(String... command) {
        return Stream.concat(launcher().stream(), Stream.of(command)).toList();
    }

    /** Whether anything of it is left. */
    public boolean exists() {
        return Files.exists(Path.of("/run/netns", network.namespace()))
                || Files.exists(Path.of("/sys/class/net", network.link()));
    }

    @Override
    public void close() {
        namespace().remove();
    }
}
