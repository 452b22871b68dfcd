package dev.leme.node.runtime.containerd;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The CNI plugins that containerd calls: the machine's, and beside them one of our own, all in one directory. */
final class CniPlugins {

    /** Those that the machine must have. */
    static final List<String> OF_THE_MACHINE = List.of("ptp", "host-local", "loopback");

    /** Ours: gives pods an IPv6 address beside their IPv4 one. */
    static final String IPV6 = "leme-ipv6";

    private CniPlugins() {}

    /** Makes {@code directory}, with links to the plugins of {@code machine}. */
    static void provide(Path directory, Machine machine) throws IOException {
        Files.createDirectories(directory);
        for (String plugin : OF_THE_MACHINE) {
            Path link = directory.resolve(plugin);
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, machine.pluginDirectory().resolve(plugin));
        }
        Path draft = directory.resolve(IPV6 + ".new");
        try (InputStream script = CniPlugins.class.getResourceAsStream(IPV6)) {
            if (script == null) {
                throw new FileNotFoundException(IPV6 + " is not among our resources");
            }
            Files.copy(script, draft, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(draft, directory.resolve(IPV6), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
