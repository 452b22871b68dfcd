package dev.leme.node.volumes;

import dev.leme.api.json.JsonObject;
import dev.leme.node.environment.ConfigException;
import dev.leme.node.environment.Expansion;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.runtime.EnvVar;
import dev.leme.node.runtime.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From a container's volume mounts to the paths of the node. */
public final class ContainerMounts {
    /** What comes from the API is not to be written to. */
    private static final List<String> FROM_API = List.of("configMap", "secret", "projected", "downwardAPI");

    private final Map<String, Path> volumes;
    private final Map<String, String> environment;
    private final Set<String> readOnly = new HashSet<>();

    /** With the volumes as {@link PodVolumes} has set them up and the container's variables, for {@code subPathExpr}. */
    public ContainerMounts(PodManifest pod, Map<String, Path> volumes, List<EnvVar> environment) {
        this.volumes = volumes;
        Map<String, String> byName = new HashMap<>();
        environment.forEach(variable -> byName.put(variable.name(), variable.value()));
        this.environment = byName;
        for (JsonObject volume : pod.spec().array("volumes").objects()) {
            boolean fromApi = FROM_API.stream().anyMatch(volume::has);
            if (fromApi || volume.object("persistentVolumeClaim").bool("readOnly")) {
                readOnly.add(volume.string("name"));
            }
        }
    }

    /** The mounts in the container's order; throws {@link ConfigException} for what does not exist or leads outside. */
    public List<Mount> of(ContainerManifest container) {
        List<Mount> mounts = new ArrayList<>();
        for (JsonObject mount : container.volumeMounts()) {
            Path volume = volumes.get(mount.string("name"));
            if (volume == null) {
                throw new ConfigException("cannot find volume \"" + mount.string("name")
                        + "\" to mount into container \"" + container.name() + "\"");
            }
            mounts.add(new Mount(
                    source(volume, mount).toString(),
                    absolute(mount.string("mountPath")),
                    mount.bool("readOnly") || readOnly.contains(mount.string("name")),
                    propagation(mount.string("mountPropagation"))));
        }
        return mounts;
    }

    private static String absolute(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    private static Mount.Propagation propagation(String name) {
        return switch (name) {
            case "HostToContainer" -> Mount.Propagation.HOST_TO_CONTAINER;
            case "Bidirectional" -> Mount.Propagation.BIDIRECTIONAL;
            default -> Mount.Propagation.PRIVATE;
        };
    }

    private Path source(Path volume, JsonObject mount) {
        String subPath = mount.string("subPath");
        if (mount.has("subPathExpr")) {
            subPath = Expansion.expand(mount.string("subPathExpr"), this::known);
        }
        return subPath.isEmpty() ? volume : below(volume, subPath);
    }

    private @Nullable String known(String name) {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new ConfigException("missing value for \"" + name + "\"");
        }
        return value;
    }

    /** The path within the volume, made as a directory where it is missing; links must not lead out of the volume. */
    private static Path below(Path volume, String subPath) {
        Path path = volume.resolve(subPath).normalize();
        if (Path.of(subPath).isAbsolute() || !path.startsWith(volume)) {
            throw new ConfigException("subPath \"" + subPath + "\" must not contain '..' or be absolute");
        }
        try {
            if (!Files.exists(path)) {
                make(volume, path);
            }
            Path real = path.toRealPath();
            if (!real.startsWith(volume.toRealPath())) {
                throw new ConfigException("subPath \"" + subPath + "\" leads out of the volume");
            }
            return real;
        } catch (IOException failure) {
            throw new ConfigException("failed to prepare subPath for volumeMount: " + failure.getMessage());
        }
    }

    /** Makes the missing directories one by one, with the mode and group of their parents. */
    private static void make(Path volume, Path path) throws IOException {
        Path at = volume;
        for (Path part : volume.relativize(path)) {
            Path parent = at;
            at = at.resolve(part);
            if (!Files.exists(at)) {
                requireWithin(volume, parent);
                FileTree.directory(at, FileTree.mode(parent.toRealPath()));
            }
        }
    }

    private static void requireWithin(Path volume, Path parent) throws IOException {
        if (!parent.toRealPath().startsWith(volume.toRealPath())) {
            throw new ConfigException("a link in the volume leads out of it: " + parent);
        }
    }
}
