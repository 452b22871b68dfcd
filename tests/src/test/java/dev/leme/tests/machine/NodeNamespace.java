package dev.leme.tests.machine;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A network namespace with a link to this machine and no way any further. */
public final class NodeNamespace implements AutoCloseable {

    private final String name;
    private final String range;

    private NodeNamespace(String name, String range) {
        this.name = name;
        this.range = range;
    }

    /** Makes one; {@code name} is at most 13 characters. */
    public static NodeNamespace create(String name) throws IOException {
        NodeNamespace made = new NodeNamespace(name, "198.18." + freeNet());
        try {
            made.build();
            return made;
        } catch (AssertionError failure) {
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

    private void build() {
        Program.run(List.of("ip", "-batch", "-"), """
                        netns add %1$s
                        link add %2$s type veth peer name eth0 netns %1$s
                        link set %2$s addrgenmode none
                        address add %3$s.1/24 dev %2$s
                        link set %2$s up
                        """.formatted(name, link(), range), Map.of())
                .succeeded();
        Program.run(List.of("ip", "-netns", name, "-batch", "-"), """
                        link set lo up
                        address add %s.2/24 dev eth0
                        link set eth0 up
                        """.formatted(range), Map.of())
                .succeeded();
    }

    private String link() {
        return name + "-v";
    }

    /** The address inside. */
    public String address() {
        return range + ".2";
    }

    /** The words that put a command inside. */
    public List<String> launcher() {
        return List.of("nsenter", "--net=/run/netns/" + name);
    }

    /** {@code command}, to be run inside. */
    List<String> inside(String... command) {
        return Stream.concat(launcher().stream(), Stream.of(command)).toList();
    }

    /** Whether anything of it is left. */
    public boolean exists() {
        return Files.exists(Path.of("/run/netns", name)) || Files.exists(Path.of("/sys/class/net", link()));
    }

    @Override
    public void close() {
        Program.run("ip", "link", "delete", link());
        Program.run("ip", "netns", "delete", name);
    }
}
