package dev.leme.node.volumes;

import dev.leme.api.json.JsonObject;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.quota.PodAmounts;
import dev.leme.api.status.ApiException;
import dev.leme.base.time.Clock;
import dev.leme.client.TransportException;
import dev.leme.node.environment.PodFacts;
import dev.leme.node.manifest.PodManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sets up the volumes of pods and takes them away. Setting up again what is set up is cheap and brings content from the
 * API up to date.
 *
 * <p>Layout: {@code <pods>/<uid>/volumes/kubernetes.io~<kind>/<name>}; what must not reach a disk (secrets, tokens,
 * memory volumes) has the same layout below a directory in memory.
 */
public final class PodVolumes {
    private final NodeDirectories directories;
    private final VolumeSources sources;
    private final Clock clock;
    private final ServiceAccountTokens tokens;
    private final ClaimedVolumes claims;

    public PodVolumes(NodeDirectories directories, VolumeSources sources, GrowthListener growth, Clock clock) {
        this.directories = directories;
        this.sources = sources;
        this.clock = clock;
        this.tokens = new ServiceAccountTokens(sources, clock);
        this.claims = new ClaimedVolumes(sources, growth);
    }

    /**
     * Where each volume lies on the node.
     *
     * @param refreshAt when to set up anew, for tokens that end
     */
    public record Prepared(Map<String, Path> paths, Optional<Instant> refreshAt) {}

    /** Sets up all volumes of the pod; throws {@link VolumeException} for the first that fails. */
    public Prepared setUp(PodFacts facts) {
        PodManifest pod = facts.pod();
        Map<String, Path> paths = new LinkedHashMap<>();
        Instant refresh = null;
        for (JsonObject volume : pod.spec().array("volumes").objects()) {
            String name = volume.string("name");
            try {
                SetUp one = setUp(facts, volume);
                paths.put(name, one.path());
                refresh = earlier(refresh, one.refreshAt());
            } catch (IOException | VolumeException | ApiException | TransportException failure) {
                throw new VolumeException(
                        "MountVolume.SetUp failed for volume \"" + name + "\" : " + failure.getMessage(), failure);
            }
        }
        return new Prepared(Map.copyOf(paths), Optional.ofNullable(refresh));
    }

    private record SetUp(Path path, @Nullable Instant refreshAt) {}

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    private SetUp setUp(PodFacts facts, JsonObject volume) throws IOException {
        PodManifest pod = facts.pod();
        String name = volume.string("name");
        if (volume.has("hostPath")) {
            JsonObject source = volume.object("hostPath");
            return new SetUp(HostPaths.check(Path.of(source.string("path")), source.string("type")), null);
        }
        if (volume.has("persistentVolumeClaim")) {
            JsonObject source = volume.object("persistentVolumeClaim");
            return new SetUp(claimed(pod, source.string("claimName"), source.bool("readOnly")), null);
        }
        if (volume.has("ephemeral")) {
            return new SetUp(claimed(pod, pod.name() + "-" + name, false), null);
        }
        if (volume.has("configMap") || volume.has("secret") || volume.has("projected") || volume.has("downwardAPI")) {
            return fromApi(facts, volume);
        }
        if (volume.has("emptyDir") || volume.size() == 1) {
            return new SetUp(emptyDirectory(pod, name, volume.object("emptyDir")), null);
        }
        throw new VolumeException("no volume plugin matched");
    }

    private Path emptyDirectory(PodManifest pod, String name, JsonObject source) throws IOException {
        boolean memory = source.string("medium").equals("Memory");
        Path path = directories.volume(pod.uid(), "empty-dir", name, memory);
        boolean fresh = !Files.isDirectory(path);
        FileTree.directory(path, 0777);
        if (fresh && memory && directories.privileged()) {
            Tmpfs.mount(path, size(pod, source));
        }
        if (fresh) {
            ownership(pod).giveVolume(path, false);
        }
        return path;
    }

    /** The volume's own limit or the pod's of memory, whichever is less; 0 for neither. What is in it counts as the pod's memory. */
    private static long size(PodManifest pod, JsonObject source) {
        long own = Quantity.parseOrZero(source.string("sizeLimit")).value();
        long pods = PodAmounts.limits(pod.object().json()).get("memory").value();
        return own > 0 && pods > 0 ? Math.min(own, pods) : Math.max(own, pods);
    }

    private Path claimed(PodManifest pod, String claimName, boolean readOnly) throws IOException {
        return claims.setUp(pod, claimName, ownership(pod), readOnly);
    }

    private SetUp fromApi(PodFacts facts, JsonObject volume) throws IOException {
        ProjectedFiles files = new ProjectedFiles(facts, sources, tokens);
        String kind = collect(files, volume);
        boolean secret = kind.equals("secret") || kind.equals("projected");
        PodManifest pod = facts.pod();
        Path path = FileTree.directory(directories.volume(pod.uid(), kind, volume.string("name"), secret), 0777);
        new AtomicDirectory(path, ownership(pod)).write(grouped(pod, files.files()), clock.now());
        return new SetUp(path, files.refreshAt().orElse(null));
    }

    private static String collect(ProjectedFiles files, JsonObject volume) {
        if (volume.has("configMap")) {
            JsonObject source = volume.object("configMap");
            files.addConfigMap(source, "name", (int) source.number("defaultMode", 0644));
            return "configmap";
        }
        if (volume.has("secret")) {
            JsonObject source = volume.object("secret");
            files.addSecret(source, "secretName", (int) source.number("defaultMode", 0644));
            return "secret";
        }
        if (volume.has("downwardAPI")) {
            JsonObject source = volume.object("downwardAPI");
            files.addDownward(source, (int) source.number("defaultMode", 0644));
            return "downward-api";
        }
        files.addProjected(volume.object("projected"));
        return "projected";
    }

    /** The group's bits are part of the wanted mode, so that an unchanged volume compares equal. */
    private Map<String, VolumeFile> grouped(PodManifest pod, Map<String, VolumeFile> files) {
        if (!ownership(pod).applies()) {
            return files;
        }
        Map<String, VolumeFile> grouped = new LinkedHashMap<>();
        files.forEach((path, file) -> grouped.put(path, file.withMode(file.mode() | 0440)));
        return grouped;
    }

    private Ownership ownership(PodManifest pod) {
        return Ownership.of(pod, directories.privileged());
    }

    /** Removes all volumes of the pod that are the pod's own; claimed volumes and the node's paths stay. */
    public void tearDown(String podUid) {
        tokens.forget(podUid);
        try {
            claims.release(podUid);
            for (Path volumes : directories.volumeRoots(podUid)) {
                Mounts.unmountBelow(volumes);
                FileTree.delete(volumes);
            }
            Path memory = directories.memoryPod(podUid);
            if (Files.exists(memory, LinkOption.NOFOLLOW_LINKS)) {
                FileTree.delete(memory);
            }
        } catch (IOException failure) {
            throw new VolumeException("UnmountVolume.TearDown failed: " + failure.getMessage(), failure);
        }
    }

    /** The uids of the pods that hold the claimed volume with this directory. */
    public Set<String> users(Path directory) {
        return claims.users(directory);
    }
}
