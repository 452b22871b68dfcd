package dev.leme.controllers.volume;

import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.storage.v1.StorageClass;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Facts about claims and volumes, and the annotations and finalizers by which their controllers talk to each other. */
final class Storage {

    static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
    static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
    static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
    static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    static final String PROVISIONER = "volume.kubernetes.io/storage-provisioner";
    static final String PROVISIONER_BETA = "volume.beta.kubernetes.io/storage-provisioner";
    static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";
    /** What provisioners begin with that were once part of Kubernetes; nobody answers to them. */
    static final String IN_TREE = "kubernetes.io/";

    static final String CLAIM_PROTECTION = "kubernetes.io/pvc-protection";
    static final String VOLUME_PROTECTION = "kubernetes.io/pv-protection";

    private Storage() {}

    static String annotation(PersistentVolumeClaim claim, String name) {
        return claim.metadata().annotations().getOrDefault(name, "");
    }

    static boolean isDefault(StorageClass storageClass) {
        return "true".equals(storageClass.metadata().annotations().get(DEFAULT_CLASS));
    }

    static Instant creation(StorageClass storageClass) {
        Instant created = storageClass.metadata().creationTimestamp();
        return created == null ? Instant.MIN : created;
    }

    static boolean waitsForConsumer(@Nullable StorageClass storageClass) {
        return storageClass != null && storageClass.volumeBindingMode().equals("WaitForFirstConsumer");
    }
}
