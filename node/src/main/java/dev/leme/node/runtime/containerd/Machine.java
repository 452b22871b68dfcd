package dev.leme.node.runtime.containerd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What containerd's configuration depends on.
 *
 * @param pluginDirectory where the CNI plugins are
 * @param mayLowerOomScores whether we have CAP_SYS_RESOURCE
 * @param hasAppArmor whether the kernel enforces AppArmor profiles
 * @param snapshotter {@code overlayfs}, or {@code native} where the file system cannot carry an overlay
 */
record Machine(Path pluginDirectory, boolean mayLowerOomScores, boolean hasAppArmor, String snapshotter) {
    private static final int CAP_SYS_RESOURCE = 24;

    /** Looks at this machine; {@code content} is where images' content will be. */
    static Machine inspect(Path content) throws IOException {
        Path plugins = Stream.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin"), Path.of("/usr/libexec/cni"))
                .filter(Machine::hasPlugins)
                .findFirst()
                .orElseThrow(() -> new IOException(
                        "no CNI plugins found: install them (on Debian: apt-get install containernetworking-plugins)"));
        String fileSystem = Files.getFileStore(content).type();
        boolean cannotOverlay = fileSystem.equals("overlay") || fileSystem.startsWith("nfs");
        return new Machine(
                plugins,
                hasCapability(CAP_SYS_RESOURCE),
                Files.isDirectory(Path.of("/sys/kernel/security/apparmor")),
                cannotOverlay ? "native" : "overlayfs");
    }

    private static boolean hasPlugins(Path directory) {
        return CniPlugins.OF_THE_MACHINE.stream().allMatch(name -> Files.isExecutable(directory.resolve(name)));
    }

    private static boolean hasCapability(int number) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .anyMatch(bits -> (bits >> number & 1) == 1);
    }

    /** A program on the path, or in the directories that a plain user's path lacks. */
    static Optional<Path> program(String name) {
        String path =
                System.getenv().getOrDefault("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin";
        return Stream.of(path.split(":", -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
