package dev.leme.cli.doctor;

import dev.leme.cli.Invocation;
import dev.leme.cli.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything that Leme needs of a machine. */
public final class Checks {
    private static final long GIB = 1L << 30;
    private static final long LEAST_FREE = 2 * GIB;
    private static final List<String> CNI_PLACES = List.of("/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni");
    private static final List<String> CNI_PLUGINS = List.of("ptp", "host-local", "loopback");
    private static final List<String> LIBRARY_PLACES = List.of(
            "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib", "/usr/lib64", "/usr/local/lib");

    private final Invocation invocation;

    public Checks(Invocation invocation) {
        this.invocation = invocation;
    }

    /** What {@code up} with real containers cannot do without; empty where nothing lacks. */
    public List<Check> lackingForContainers() {
        return all().stream().filter(check -> !check.passed() && check.needed()).toList();
    }

    public List<Check> all() {
        List<Check> checks = new ArrayList<>();
        checks.add(root());
        checks.add(Check.passed("Java " + Runtime.version().feature()));
        checks.add(program("containerd", "containerd"));
        checks.add(program("runc", "runc"));
        checks.add(cniPlugins());
        checks.add(program("ip", "iproute2"));
        checks.add(program("nsenter", "util-linux"));
        checks.add(program("nft", "nftables"));
        checks.add(libnftables());
        checks.add(volumeSizes());
        checks.add(cgroups());
        checks.add(module("overlay", "overlayfs", hasFileSystem("overlay")));
        checks.add(module("nf_tables", "nftables in the kernel", invocation.administrator() && nftAnswers()));
        if (invocation.administrator() && Program.find("nft").isPresent()) {
            checks.add(
                    Firewall.check(Program.run(List.of("nft", "list", "chains")).out()));
        }
        checks.add(disk());
        checks.add(kubectl());
        return List.copyOf(checks);
    }

    private Check root() {
        return invocation.administrator()
                ? Check.passed("root")
                : Check.lacking(
                        "not root: real containers need it (without, './leme up' simulates them)", "sudo ./leme up");
    }

    private static Check program(String name, String debianPackage) {
        Optional<Path> found = Program.find(name);
        return found.isPresent()
                ? Check.passed(name + " (" + found.get() + ")")
                : Check.lacking(name, install(debianPackage));
    }

    private static String install(String debianPackage) {
        return "sudo apt-get install --no-install-recommends " + debianPackage;
    }

    private static Check cniPlugins() {
        return CNI_PLACES.stream()
                .filter(place -> CNI_PLUGINS.stream().allMatch(plugin -> Files.isExecutable(Path.of(place, plugin))))
                .findFirst()
                .map(place -> Check.passed("CNI plugins (" + place + ")"))
                .orElseGet(() -> Check.lacking("CNI plugins", install("containernetworking-plugins")));
    }

    private static Check libnftables() {
        return LIBRARY_PLACES.stream()
                .map(place -> Path.of(place, "libnftables.so.1"))
                .filter(Files::exists)
                .findFirst()
                .map(library -> Check.passed("libnftables (" + library + ")"))
                .orElseGet(() -> Check.lacking("libnftables", install("libnftables1")));
    }

    /** What gives volumes a size; without, they are plain directories, and the storage class says so. */
    private static Check volumeSizes() {
        String lost = " (without, volumes are plain directories that no size holds)";
        for (String program : List.of("mkfs.ext4", "resize2fs", "e2fsck")) {
            if (Program.find(program).isEmpty()) {
                return Check.better("no " + program + lost, install("e2fsprogs"));
            }
        }
        return Files.exists(Path.of("/dev/loop-control"))
                ? Check.passed("sizes of volumes (loop devices, e2fsprogs)")
                : Check.better("no loop devices" + lost, "sudo modprobe loop");
    }

    private static Check cgroups() {
        if (Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"))) {
            return Check.passed("cgroups, version 2");
        }
        return Files.isDirectory(Path.of("/sys/fs/cgroup/memory")) && Files.isDirectory(Path.of("/sys/fs/cgroup/pids"))
                ? Check.passed("cgroups, version 1")
                : Check.lacking(
                        "cgroups are not mounted", "sudo apt-get install cgroupfs-mount && sudo cgroupfs-mount");
    }

    private static Check module(String name, String what, boolean known) {
        return known || isBuiltInOrLoadable(name)
                ? Check.passed(what)
                : Check.better("the kernel shows no " + what, "sudo modprobe " + name);
    }

    private static boolean nftAnswers() {
        return Program.find("nft").isPresent()
                && Program.run(List.of("nft", "list", "tables")).isSuccess();
    }

    private static boolean isBuiltInOrLoadable(String name) {
        try {
            Path modules = Path.of(
                    "/lib/modules",
                    Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
            String file = "/" + name + ".ko";
            for (String list : List.of("modules.builtin", "modules.dep")) {
                if (Files.isReadable(modules.resolve(list))
                        && Files.readString(modules.resolve(list))
                                .lines()
                                .anyMatch(line -> line.split(":", -1)[0].contains(file))) {
                    return true;
                }
            }
            return false;
        } catch (IOException unknown) {
            return false;
        }
    }

    private static boolean hasFileSystem(String name) {
        try {
            return Files.readAllLines(Path.of("/proc/filesystems")).stream()
                    .anyMatch(line -> line.endsWith("\t" + name));
        } catch (IOException unreadable) {
            return false;
        }
    }

    private Check disk() {
        Path place = invocation.lemeHome();
        while (!Files.exists(place) && place.getParent() != null) {
            place = place.getParent();
        }
        try {
            long free = Files.getFileStore(place).getUsableSpace();
            String what = "%.1f GiB free for %s".formatted((double) free / GIB, invocation.lemeHome());
            return free >= LEAST_FREE
                    ? Check.passed(what)
                    : Check.better(what + ", images may not fit", "export LEME_HOME=/a/larger/disk/leme");
        } catch (IOException unknown) {
            return Check.better("free space unknown: " + unknown.getMessage(), "df -h " + place);
        }
    }

    private static Check kubectl() {
        return Program.find("kubectl")
                .map(found -> Check.passed("kubectl (" + found + ")"))
                .orElseGet(() -> Check.better(
                        "no kubectl on the path ('./leme kubectl' fetches one of its own)",
                        install("kubernetes-client")));
    }
}
