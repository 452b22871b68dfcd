package dev.leme.node.volumes;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.quantity.Quantity;
import dev.leme.node.manifest.PodManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Volumes that pods get by a claim. A sized one is mounted while a pod of this node uses it, and grows when its capacity
 * has become more than its claim shows.
 */
final class ClaimedVolumes {
    private static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
    private static final String PROVISIONER = "leme.dev/local";

    private final VolumeSources sources;
    private final GrowthListener growth;
    private final Map<SizedVolume, Use> uses = new ConcurrentHashMap<>();

    /** The pods that use one volume; whoever changes them, or mounts for them, holds its monitor. */
    private static final class Use {
        private final Set<String> pods = new HashSet<>();
    }

    ClaimedVolumes(VolumeSources sources, GrowthListener growth) {
        this.sources = sources;
        this.growth = growth;
    }

    Path setUp(PodManifest pod, String claimName, Ownership ownership, boolean readOnly) throws IOException {
        ApiObject claim = sources.claim(pod.namespace(), claimName)
                .orElseThrow(() -> new VolumeException("persistentvolumeclaim \"" + claimName + "\" not found"));
        String volumeName = claim.spec().string("volumeName");
        if (volumeName.isEmpty() || !claim.status().string("phase").equals("Bound")) {
            throw new VolumeException(
                    "error processing PVC " + pod.namespace() + "/" + claimName + ": PVC is not bound");
        }
        ApiObject volume = sources.volume(volumeName)
                .orElseThrow(() -> new VolumeException("persistentvolume \"" + volumeName + "\" not found"));
        if (volume.spec().has("hostPath")) {
            JsonObject source = volume.spec().object("hostPath");
            return HostPaths.check(Path.of(source.string("path")), source.string("type"));
        }
        if (!volume.spec().has("local")) {
            throw new VolumeException("no volume plugin matched");
        }
        Path path = Path.of(volume.spec().object("local").string("path"));
        if (!Files.exists(path)) {
            throw new VolumeException("path \"" + path + "\" does not exist");
        }
        if (PROVISIONER.equals(volume.annotations().get(PROVISIONED_BY))) {
            attach(pod, claim, volume, new SizedVolume(path));
        }
        ownership.giveVolume(path, readOnly);
        return path;
    }

    private void attach(PodManifest pod, ApiObject claim, ApiObject volume, SizedVolume sized) throws IOException {
        boolean grows = size(volume.spec()).compareTo(size(claim.status())) > 0;
        String refusal = hold(sized, pod.uid(), grows);
        if (grows && refusal.isEmpty()) {
            growth.grown(pod, claim, volume);
        } else if (grows) {
            growth.failed(pod, claim, volume, refusal);
        }
    }

    /** Mounts the volume for the pod; why it has not grown, or empty. What is done for one volume is done one by one. */
    private String hold(SizedVolume sized, String podUid, boolean grows) throws IOException {
        Use use = uses.computeIfAbsent(sized, any -> new Use());
        synchronized (use) {
            use.pods.add(podUid);
            if (!sized.exists()) {
                return "";
            }
            String refusal = grows ? grow(sized) : "";
            sized.mount();
            return refusal;
        }
    }

    private static Quantity size(JsonObject part) {
        return Quantity.parseOrZero(part.object("capacity").string("storage"));
    }

    /** Why the file system stays as it is; empty when it fills its volume. */
    private static String grow(SizedVolume sized) {
        try {
            sized.grow();
            return "";
        } catch (IOException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    /** The pod uses nothing any more; what nobody uses is unmounted. */
    void release(String podUid) throws IOException {
        for (Map.Entry<SizedVolume, Use> entry : uses.entrySet()) {
            Use use = entry.getValue();
            synchronized (use) {
                if (use.pods.remove(podUid) && use.pods.isEmpty()) {
                    entry.getKey().unmount();
                }
            }
        }
    }

    /** The pods that use the volume whose directory this is. */
    Set<String> users(Path directory) {
        Use use = uses.get(new SizedVolume(directory));
        if (use == null) {
            return Set.of();
        }
        synchronized (use) {
            return Set.copyOf(use.pods);
        }
    }
}
