package dev.leme.scheduler.volume;

import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.core.v1.TopologySelectorLabelRequirement;
import dev.leme.api.core.v1.TopologySelectorTerm;
import dev.leme.api.quantity.Quantity;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.LabelSelector;
import dev.leme.api.storage.v1.CSIDriver;
import dev.leme.api.storage.v1.CSIStorageCapacity;
import dev.leme.api.storage.v1.StorageClass;
import dev.leme.api.volume.VolumeMatch;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.client.informer.Lister;
import dev.leme.scheduler.filter.FilterName;
import dev.leme.scheduler.filter.Rejection;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a volume that doesn't exist yet can be made: by the class's topologies and by what drivers say of their room. */
final class Provisioning {

    private static final String NO_PROVISIONER = "kubernetes.io/no-provisioner";

    private final List<Informer> informers;
    private final Lister<StorageClass> classes;
    private final Lister<CSIDriver> drivers;
    private final Lister<CSIStorageCapacity> capacities;

    Provisioning(Informers informers) {
        Informer all = informers.get(Resources.STORAGE_CLASSES);
        Informer csi = informers.get(Resources.CSI_DRIVERS);
        Informer room = informers.get(Resources.CSI_STORAGE_CAPACITIES);
        this.informers = List.of(all, csi, room);
        this.classes = all.lister(StorageClass::of);
        this.drivers = csi.lister(CSIDriver::of);
        this.capacities = room.lister(CSIStorageCapacity::of);
    }

    List<Informer> informers() {
        return informers;
    }

    private @Nullable StorageClass classOf(PersistentVolumeClaim claim) {
        return classes.find("", VolumeMatch.className(claim));
    }

    /** Whether the claim's volume is chosen or made only once its pod has a node. */
    boolean waitsForConsumer(PersistentVolumeClaim claim) {
        StorageClass storageClass = classOf(claim);
        return storageClass != null && storageClass.volumeBindingMode().equals("WaitForFirstConsumer");
    }

    /** Who would make the claim's volume; empty for nobody. */
    String provisioner(PersistentVolumeClaim claim) {
        StorageClass storageClass = classOf(claim);
        return storageClass == null || storageClass.provisioner().equals(NO_PROVISIONER)
                ? ""
                : storageClass.provisioner();
    }

    /** Why the claim's volume can't be made on the node, or null. */
    @Nullable Rejection check(PersistentVolumeClaim claim, NodeSnapshot node) {
        StorageClass storageClass = classOf(claim);
        if (storageClass == null || provisioner(claim).isEmpty() || !isAllowed(storageClass, node)) {
            return Rejection.lasting(
                    FilterName.VOLUME_BINDING, "node(s) didn't find available persistent volumes to bind");
        }
        return hasRoom(storageClass, claim, node)
                ? null
                : Rejection.lasting(FilterName.VOLUME_BINDING, "node(s) did not have enough free storage");
    }

    private static boolean isAllowed(StorageClass storageClass, NodeSnapshot node) {
        List<TopologySelectorTerm> terms = storageClass.allowedTopologies();
        return terms.isEmpty()
                || terms.stream()
                        .anyMatch(
                                term -> term.matchLabelExpressions().stream().allMatch(wanted -> isMet(wanted, node)));
    }

    private static boolean isMet(TopologySelectorLabelRequirement wanted, NodeSnapshot node) {
        String value = node.label(wanted.key());
        return value != null && wanted.values().contains(value);
    }

    /** Only a driver that publishes its capacity is held to it. */
    private boolean hasRoom(StorageClass storageClass, PersistentVolumeClaim claim, NodeSnapshot node) {
        CSIDriver driver = drivers.find("", storageClass.provisioner());
        if (driver == null || !driver.spec().storageCapacity()) {
            return true;
        }
        Quantity wanted = VolumeMatch.requested(claim);
        return capacities.list().stream()
                .filter(capacity -> capacity.storageClassName()
                        .equals(storageClass.metadata().name()))
                .filter(capacity -> isThere(capacity, node))
                .anyMatch(capacity -> largest(capacity).compareTo(wanted) >= 0);
    }

    private static boolean isThere(CSIStorageCapacity capacity, NodeSnapshot node) {
        return capacity.hasNodeTopology()
                && LabelSelector.of(capacity.nodeTopology().json()).matches(node.labels());
    }

    private static Quantity largest(CSIStorageCapacity capacity) {
        Quantity largest = capacity.hasMaximumVolumeSize() ? capacity.maximumVolumeSize() : capacity.capacity();
        return largest == null ? Quantity.ZERO : largest;
    }
}
