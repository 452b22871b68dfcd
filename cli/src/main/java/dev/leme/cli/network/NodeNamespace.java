package dev.leme.cli.network;

import dev.leme.cli.CommandFailure;
import dev.leme.cli.process.Program;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A node's network namespace and the veth pair that joins it to the host. Needs root and iproute2. */
public final class NodeNamespace {
    private static final String INNER_LINK = "eth0";
    private static final Path NAMESPACES = Path.of("/run/netns");

    private final NodeNetwork network;

    public NodeNamespace(NodeNetwork network) {
        this.network = network;
    }

    private Path file() {
        return NAMESPACES.resolve(network.namespace());
    }

    /** The words that put a command into the namespace, and nothing else: {@code ip netns exec} would hide /sys. */
    public List<String> launcher() {
        return List.of("nsenter", "--net=" + file());
    }

    /** Makes what is missing, with the same addresses as ever. What is whole is left alone: pods may run in it. */
    public void ensure() {
        if (!isWhole()) {
            remove();
            create();
        }
        if (network.hasIpv6()) {
            addIpv6();
        }
    }

    private boolean isWhole() {
        if (!Files.exists(file()) || !Files.isDirectory(Path.of("/sys/class/net", network.link()))) {
            return false;
        }
        Program.Result inside = inside(List.of("ip", "-4", "address", "show", "dev", INNER_LINK, "up"), "");
        return inside.isSuccess() && inside.out().contains(network.nodeAddress() + "/");
    }

    private void create() {
        String host = String.join(
                "\n",
                "netns add " + network.namespace(),
                "link add " + network.link() + " type veth peer name " + INNER_LINK + " netns " + network.namespace(),
                "link set " + network.link() + " addrgenmode none",
                "address add " + network.hostAddress() + "/" + NodeNetwork.PREFIX_LENGTH + " dev " + network.link(),
                "link set " + network.link() + " up");
        Program.require(List.of("ip", "-batch", "-"), host + "\n");
        String node = String.join(
                "\n",
                "link set lo up",
                "address add " + network.nodeAddress() + "/" + NodeNetwork.PREFIX_LENGTH + " dev " + INNER_LINK,
                "link set " + INNER_LINK + " up");
        requireInside(List.of("ip", "-batch", "-"), node + "\n");
        requireInside(List.of("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward"), "");
    }

    /** Nobody else can have these addresses, so that nothing waits until that is proven (RFC 4862, section 5.4). */
    private void addIpv6() {
        String to = "/" + NodeNetwork.PREFIX_LENGTH_6;
        Program.require(
                List.of("ip", "address", "replace", network.hostAddress6() + to, "dev", network.link(), "nodad"), "");
        requireInside(List.of("ip", "address", "replace", network.nodeAddress6() + to, "dev", INNER_LINK, "nodad"), "");
    }

    /** Gives the node a way to the host and on, or takes it; over IPv6 only where the host forwards that by itself. */
    public void route(boolean out) {
        route("-4", network.hostAddress(), out);
        if (network.hasIpv6()) {
            route("-6", network.hostAddress6(), out && HostNetworks.forwardsIpv6());
        }
    }

    private void route(String family, String host, boolean out) {
        if (out) {
            requireInside(List.of("ip", family, "route", "replace", "default", "via", host), "");
        } else {
            inside(List.of("ip", family, "route", "flush", "exact", "default"), "");
        }
    }

    private void requireInside(List<String> command, String input) {
        Program.Result result = inside(command, input);
        if (!result.isSuccess()) {
            throw new CommandFailure("'" + String.join(" ", command) + "' in the network namespace "
                    + network.namespace() + " failed: " + result.text());
        }
    }

    private Program.Result inside(List<String> command, String input) {
        List<String> words = new ArrayList<>(launcher());
        words.addAll(command);
        return Program.run(words, input);
    }

    /** The processes that are in it. */
    public List<ProcessHandle> processes() {
        List<ProcessHandle> found = new ArrayList<>();
        if (!Files.exists(file())) {
            return found;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            Object ours = Files.getAttribute(file(), "unix:ino");
            for (Path process : all) {
                if (isIn(process, ours)) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException unreadable) {
            throw new CommandFailure(
                    "cannot look for processes in " + file() + ": " + unreadable.getMessage(), unreadable);
        }
        return found;
    }

    private static boolean isIn(Path process, Object namespace) {
        try {
            return Files.getAttribute(process.resolve("ns/net"), "unix:ino").equals(namespace);
        } catch (IOException gone) {
            return false;
        }
    }

    /** Removes the link and the namespace; what runs inside lives on without a network. */
    public void remove() {
        if (Files.isDirectory(Path.of("/sys/class/net", network.link()))) {
            Program.require(List.of("ip", "link", "delete", network.link()), "");
        }
        if (Files.exists(file())) {
            Program.require(List.of("ip", "netns", "delete", network.namespace()), "");
        }
    }
}
