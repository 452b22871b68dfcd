package dev.leme.scheduler.volume;

import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.resource.Resources;
import dev.leme.api.storage.v1.CSINode;
import dev.leme.api.storage.v1.CSINodeDriver;
import dev.leme.api.storage.v1.VolumeAttachment;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.client.informer.Lister;
import dev.leme.scheduler.filter.FilterName;
import dev.leme.scheduler.filter.Rejection;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The filter of how many volumes of a driver a node can have attached, as its CSINode says. A volume that several pods of a
 * node use counts once; one that isn't made yet counts too; and so does what is still attached though no pod uses it.
 */
final class VolumeLimits {

    /** A volume of a driver; {@code id} is the driver's handle, or the claim for which it is yet to be made. */
    private record Attachable(String driver, String id) {}

    private final Lister<PersistentVolumeClaim> claims;
    private final Lister<PersistentVolume> volumes;
    private final Provisioning provisioning;
    private final Informer nodeInformer;
    private final Informer attachmentInformer;
    private final Lister<CSINode> nodes;
    private final Lister<VolumeAttachment> attachments;

    VolumeLimits(Informers informers, Provisioning provisioning) {
        this.claims = informers.get(Resources.PERSISTENT_VOLUME_CLAIMS).lister(PersistentVolumeClaim::of);
        this.volumes = informers.get(Resources.PERSISTENT_VOLUMES).lister(PersistentVolume::of);
        this.provisioning = provisioning;
        this.nodeInformer = informers.get(Resources.CSI_NODES);
        this.attachmentInformer = informers.get(Resources.VOLUME_ATTACHMENTS);
        this.nodes = nodeInformer.lister(CSINode::of);
        this.attachments = attachmentInformer.lister(VolumeAttachment::of);
    }

    Informer nodeInformer() {
        return nodeInformer;
    }

    Informer attachmentInformer() {
        return attachmentInformer;
    }

    /** Why the node can't have the pod's volumes attached, or null. */
    @Nullable Rejection check(Pod pod, NodeSnapshot node) {
        CSINode csi = pod.spec().volumes().isEmpty() ? null : nodes.find("", node.name());
        Map<String, Integer> limits = csi == null ? Map.of() : limits(csi);
        if (limits.isEmpty()) {
            return null;
        }
        Set<Attachable> wanted = of(pod);
        wanted.removeIf(volume -> !limits.containsKey(volume.driver));
        if (wanted.isEmpty()) {
            return null;
        }
        Set<Attachable> there = on(node);
        for (String driver : limits.keySet()) {
            boolean brings =
                    wanted.stream().anyMatch(volume -> volume.driver.equals(driver) && !there.contains(volume));
            if (brings && count(driver, there, wanted) > limits.get(driver)) {
                return Rejection.preemptible(FilterName.NODE_VOLUME_LIMITS, "node(s) exceed max volume count");
            }
        }
        return null;
    }

    private static Map<String, Integer> limits(CSINode node) {
        Map<String, Integer> limits = new HashMap<>();
        for (CSINodeDriver driver : node.spec().drivers()) {
            if (driver.hasAllocatable() && driver.allocatable().hasCount()) {
                limits.put(driver.name(), driver.allocatable().count());
            }
        }
        return limits;
    }

    private static long count(String driver, Set<Attachable> there, Set<Attachable> wanted) {
        Set<Attachable> all = new HashSet<>(there);
        all.addAll(wanted);
        return all.stream().filter(volume -> volume.driver.equals(driver)).count();
    }

    private Set<Attachable> on(NodeSnapshot node) {
        Set<Attachable> there = new HashSet<>();
        for (PodDemand pod : node.pods().values()) {
            there.addAll(of(pod.pod()));
        }
        for (VolumeAttachment attachment : attachments.list()) {
            String name = attachment.spec().source().persistentVolumeName();
            PersistentVolume volume = attachment.spec().nodeName().equals(node.name()) ? volumes.find("", name) : null;
            if (volume != null && volume.spec().hasCsi()) {
                there.add(of(volume));
            }
        }
        return there;
    }

    private Set<Attachable> of(Pod pod) {
        Set<Attachable> needed = new HashSet<>();
        String namespace = pod.metadata().namespace();
        for (String name : Volumes.names(pod)) {
            PersistentVolumeClaim claim = claims.find(namespace, name);
            PersistentVolume volume =
                    claim == null ? null : volumes.find("", claim.spec().volumeName());
            if (volume != null && volume.spec().hasCsi()) {
                needed.add(of(volume));
            } else if (claim != null && claim.spec().volumeName().isEmpty()) {
                needed.add(new Attachable(provisioning.provisioner(claim), namespace + "/" + name));
            }
        }
        return needed;
    }

    private static Attachable of(PersistentVolume volume) {
        return new Attachable(volume.spec().csi().driver(), volume.spec().csi().volumeHandle());
    }
}
