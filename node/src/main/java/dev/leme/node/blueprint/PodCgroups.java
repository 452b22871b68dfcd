package dev.leme.node.blueprint;

import dev.leme.api.quantity.Quantity;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.manifest.QosClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cgroups of pods, laid out as Kubernetes' cgroupfs driver does below a root of the cluster's own:
 * {@code <root>/kubepods[/burstable|/besteffort]/pod<uid>}. Works with both versions of the kernel's interface.
 *
 * @param fileSystem where cgroups are mounted, {@code /sys/fs/cgroup}
 * @param root the cluster's own cgroup, absolute, which the runtime puts before what it is given; {@code /} for the
 *     machine's; empty: nothing is made
 */
public record PodCgroups(Path fileSystem, String root) {
    private static final List<String> USED = List.of("cpu", "memory", "pids");
    private static final String PODS = "/kubepods";
    private static final String BURSTABLE = PODS + "/burstable";
    private static final String BEST_EFFORT = PODS + "/besteffort";

    /** The pod's cgroup below the root, as the runtime is given it. */
    public String path(PodManifest pod) {
        String parent = switch (pod.qosClass()) {
            case GUARANTEED -> PODS;
            case BURSTABLE -> BURSTABLE;
            case BEST_EFFORT -> BEST_EFFORT;
        };
        return parent + "/pod" + pod.uid();
    }

    private boolean unified() {
        return Files.exists(fileSystem.resolve("cgroup.controllers"));
    }

    /** Makes the pod's cgroup with what its containers need and may use together. */
    public void create(PodManifest pod) {
        if (root.isEmpty()) {
            return;
        }
        try {
            if (unified()) {
                createUnified(pod);
            } else {
                createByController(pod);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void createByController(PodManifest pod) throws IOException {
        for (String controller : USED) {
            Path hierarchy = fileSystem.resolve(controller);
            if (Files.isDirectory(hierarchy)) {
                Files.createDirectories(below(hierarchy, path(pod)));
            }
        }
        write(below(fileSystem.resolve("cpu"), path(pod)).resolve("cpu.shares"), shares(pod));
        limit(pod, "cpu")
                .ifPositive(limit -> write(
                        below(fileSystem.resolve("cpu"), path(pod)).resolve("cpu.cfs_quota_us"),
                        ResourceBlueprint.quota(limit.milliValue())));
        limit(pod, "memory")
                .ifPositive(limit -> write(
                        below(fileSystem.resolve("memory"), path(pod)).resolve("memory.limit_in_bytes"),
                        limit.value()));
    }

    private void createUnified(PodManifest pod) throws IOException {
        Path at = fileSystem;
        for (Path part : Path.of((root + path(pod)).replaceFirst("^/+", ""))) {
            delegate(at);
            at = at.resolve(part);
            if (!Files.isDirectory(at)) {
                Files.createDirectory(at);
            }
        }
        delegate(at);
        long weight = 1 + (shares(pod) - 2) * 9999 / 262_142;
        write(at.resolve("cpu.weight"), weight);
        Path cgroup = at;
        limit(pod, "cpu")
                .ifPositive(limit -> write(
                        cgroup.resolve("cpu.max"),
                        ResourceBlueprint.quota(limit.milliValue()) + " " + ResourceBlueprint.PERIOD_MICROS));
        limit(pod, "memory").ifPositive(limit -> write(cgroup.resolve("memory.max"), limit.value()));
    }

    private static void delegate(Path cgroup) {
        for (String controller : USED) {
            write(cgroup.resolve("cgroup.subtree_control"), "+" + controller);
        }
    }

    private static void write(Path file, long value) {
        write(file, Long.toString(value));
    }

    /** A controller that the kernel or the container we run in lacks is done without. */
    private static void write(Path file, String value) {
        try {
            if (Files.exists(file)) {
                Files.writeString(file, value);
            }
        } catch (IOException unsupported) {
            System.getLogger(PodCgroups.class.getName())
                    .log(System.Logger.Level.DEBUG, "cannot write {0}: {1}", file, unsupported.getMessage());
        }
    }

    private Path below(Path hierarchy, String cgroup) {
        return hierarchy.resolve((root + cgroup).replaceFirst("^/+", ""));
    }

    private static long shares(PodManifest pod) {
        Quantity sum = sum(pod, container -> container.request("cpu"));
        return ResourceBlueprint.shares(sum.milliValue());
    }

    private record Limit(Quantity amount) {
        void ifPositive(Consumer<Quantity> action) {
            if (amount.signum() > 0) {
                action.accept(amount);
            }
        }
    }

    /** The sum of the containers' limits, or nothing where one has none. */
    private static Limit limit(PodManifest pod, String resource) {
        boolean all = pod.mainContainers().stream()
                .noneMatch(container -> container.limit(resource).isZero());
        boolean known = all && pod.qosClass() != QosClass.BEST_EFFORT;
        return new Limit(known ? sum(pod, container -> container.limit(resource)) : Quantity.ZERO);
    }

    /** What all that runs at the same time adds up to, or the largest init container where that is more. */
    private static Quantity sum(PodManifest pod, Function<ContainerManifest, Quantity> amount) {
        Quantity running = Quantity.ZERO;
        Quantity most = Quantity.ZERO;
        for (ContainerManifest container : pod.initContainers()) {
            if (container.role() == ContainerManifest.Role.SIDECAR) {
                running = running.add(amount.apply(container));
            } else {
                most = most.max(running.add(amount.apply(container)));
            }
        }
        for (ContainerManifest container : pod.mainContainers()) {
            running = running.add(amount.apply(container));
        }
        return running.max(most);
    }

    /** Removes the cgroups of the pod, whatever its quality of service was; processes in them must have ended. */
    public void remove(String podUid) {
        if (root.isEmpty()) {
            return;
        }
        for (String parent : List.of(PODS, BURSTABLE, BEST_EFFORT)) {
            String cgroup = parent + "/pod" + podUid;
            if (unified()) {
                removeTree(below(fileSystem, cgroup));
            } else {
                hierarchies().forEach(hierarchy -> removeTree(below(hierarchy, cgroup)));
            }
        }
    }

    private List<Path> hierarchies() {
        try (Stream<Path> entries = Files.list(fileSystem)) {
            return entries.filter(path -> Files.isDirectory(path) && !Files.isSymbolicLink(path))
                    .toList();
        } catch (IOException absent) {
            return List.of();
        }
    }

    /** A cgroup is removed by removing its directory; its files cannot be. */
    private static void removeTree(Path cgroup) {
        if (!Files.isDirectory(cgroup)) {
            return;
        }
        try {
            Files.walkFileTree(cgroup, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException busy) {
            System.getLogger(PodCgroups.class.getName())
                    .log(System.Logger.Level.DEBUG, "cannot remove {0}: {1}", cgroup, busy.getMessage());
        }
    }
}
