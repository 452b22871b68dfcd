package dev.leme.controllers.volume;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.storage.v1.StorageClass;
import dev.leme.client.ApiClient;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import dev.leme.controllers.ControllerSettings;
import java.util.ArrayList;
import java.util.List;

/** The loops around volumes, and which changes wake them. */
public final class VolumeControllers {

    private static final String BINDER = "persistent-volume-binder";
    private static final String EXPANDER = "expand-controller";

    private VolumeControllers() {}

    /** Several parts that end together. */
    private record Running(List<AutoCloseable> parts) implements Controller {
        @Override
        public void close() {
            for (AutoCloseable part : parts) {
                try {
                    part.close();
                } catch (Exception impossible) {
                    throw new IllegalStateException(impossible);
                }
            }
        }
    }

    /** Starts the binder: claims and volumes find each other, and released volumes are reclaimed. */
    public static Controller startBinder(ControllerContext context) {
        Informer claims = context.informer(Resources.PERSISTENT_VOLUME_CLAIMS);
        Informer volumes = context.informer(Resources.PERSISTENT_VOLUMES);
        Informer classes = context.informer(Resources.STORAGE_CLASSES);
        Informer nodes = context.informer(Resources.NODES);
        EventRecorder events = context.recorder(BINDER, "persistentvolume-controller");
        ApiClient client = context.client(BINDER);

        ReconcileLoop<ObjectKey> byClaim = new ReconcileLoop<>("claim-binder", context.clock(), client);
        byClaim.sees(nodes)
                .on(claims, claim -> List.of(ObjectKey.of(claim)))
                .on(volumes, volume -> claimsFor(claims, volume))
                .on(classes, storageClass -> claimsOf(claims, storageClass));
        byClaim.start(5, new ClaimReconciler(byClaim.client(), events, listers(context)));

        ReconcileLoop<String> byVolume = new ReconcileLoop<>("volume-binder", context.clock(), client);
        byVolume.on(volumes, volume -> List.of(volume.name())).on(claims, claim -> volumesOf(volumes, claim));
        byVolume.start(
                2,
                new VolumeReconciler(byVolume.client(), events, volumes.lister(PersistentVolume::of), local(context)));
        return new Running(List.of(byClaim, byVolume, events));
    }

    private static ClaimReconciler.Listers listers(ControllerContext context) {
        return new ClaimReconciler.Listers(
                context.informer(Resources.PERSISTENT_VOLUME_CLAIMS).lister(PersistentVolumeClaim::of),
                context.informer(Resources.PERSISTENT_VOLUMES).lister(PersistentVolume::of),
                context.informer(Resources.STORAGE_CLASSES).lister(StorageClass::of),
                context.informer(Resources.NODES).lister(Node::of));
    }

    private static LocalVolumes local(ControllerContext context) {
        ControllerSettings settings = context.settings();
        return new LocalVolumes(settings.volumeRoot(), settings.volumeDirectories());
    }

    /** The claim that a volume is meant for; for a free volume, every claim that still looks for one. */
    private static List<ObjectKey> claimsFor(Informer claims, ApiObject volume) {
        JsonObject reference = volume.spec().object("claimRef");
        if (!reference.isEmpty()) {
            return List.of(new ObjectKey(reference.string("namespace"), reference.string("name")));
        }
        return claims.lister().list().stream()
                .filter(claim -> !claim.annotations().containsKey(Storage.BIND_COMPLETED))
                .filter(claim -> claim.spec().string("volumeName").isEmpty()
                        || claim.spec().string("volumeName").equals(volume.name()))
                .map(ObjectKey::of)
                .toList();
    }

    private static List<ObjectKey> claimsOf(Informer claims, ApiObject storageClass) {
        return claims.lister().list().stream()
                .filter(claim -> claim.spec().string("volumeName").isEmpty())
                .filter(claim -> !claim.spec().has("storageClassName")
                        || claim.spec().string("storageClassName").equals(storageClass.name()))
                .map(ObjectKey::of)
                .toList();
    }

    /** A claim names its volume once it is bound; before that, and after it was lost, volumes name their claims. */
    private static List<String> volumesOf(Informer volumes, ApiObject claim) {
        String bound = claim.spec().string("volumeName");
        if (!bound.isEmpty()) {
            return List.of(bound);
        }
        List<String> names = new ArrayList<>();
        for (ApiObject volume : volumes.lister().list()) {
            if (volume.spec().object("claimRef").string("uid").equals(claim.uid())) {
                names.add(volume.name());
            }
        }
        return names;
    }

    /** Starts the provisioner of local volumes. */
    public static Controller startProvisioner(ControllerContext context) {
        Informer claims = context.informer(Resources.PERSISTENT_VOLUME_CLAIMS);
        EventRecorder events = context.recorder(BINDER, LocalVolumes.PROVISIONER);
        ReconcileLoop<ObjectKey> loop =
                new ReconcileLoop<>("local-volume-provisioner", context.clock(), context.client(BINDER));
        loop.sees(context.informer(Resources.PERSISTENT_VOLUMES))
                .sees(context.informer(Resources.NODES))
                .sees(context.informer(Resources.STORAGE_CLASSES))
                .on(claims, claim -> List.of(ObjectKey.of(claim)));
        loop.start(4, new Provisioner(loop.client(), events, listers(context), local(context)));
        return new Running(List.of(loop, events));
    }

    /** Starts the growth of claims. */
    public static Controller startExpander(ControllerContext context) {
        Informer claims = context.informer(Resources.PERSISTENT_VOLUME_CLAIMS);
        EventRecorder events = context.recorder(EXPANDER, "external-resizer " + LocalVolumes.PROVISIONER);
        ReconcileLoop<ObjectKey> loop =
                new ReconcileLoop<>("volume-expander", context.clock(), context.client(EXPANDER));
        loop.sees(context.informer(Resources.PERSISTENT_VOLUMES)).on(claims, claim -> List.of(ObjectKey.of(claim)));
        loop.start(2, new ClaimExpander(loop.client(), events, listers(context), local(context), context.clock()));
        return new Running(List.of(loop, events));
    }

    /** Starts the protection of claims that pods use. */
    public static Controller startClaimProtection(ControllerContext context) {
        Informer claims = context.informer(Resources.PERSISTENT_VOLUME_CLAIMS);
        Informer pods = context.informer(Resources.PODS);
        ReconcileLoop<ObjectKey> loop = new ReconcileLoop<>(
                "pvc-protection-controller", context.clock(), context.client("pvc-protection-controller"));
        loop.on(claims, claim -> List.of(ObjectKey.of(claim))).on(pods, VolumeControllers::deletedWith);
        loop.start(
                1,
                new Protection(
                        loop.client(),
                        Resources.PERSISTENT_VOLUME_CLAIMS,
                        Storage.CLAIM_PROTECTION,
                        claims.lister(),
                        claim -> Protection.isUsedByPod(loop.client(), claim)));
        return new Running(List.of(loop));
    }

    private static List<ObjectKey> deletedWith(ApiObject pod) {
        return Protection.claims(Pod.of(pod)).stream()
                .map(name -> new ObjectKey(pod.namespace(), name))
                .toList();
    }

    /** Starts the protection of volumes that are bound. */
    public static Controller startVolumeProtection(ControllerContext context) {
        Informer volumes = context.informer(Resources.PERSISTENT_VOLUMES);
        ReconcileLoop<ObjectKey> loop = new ReconcileLoop<>(
                "pv-protection-controller", context.clock(), context.client("pv-protection-controller"));
        loop.on(volumes, volume -> List.of(ObjectKey.of(volume)));
        loop.start(
                1,
                new Protection(
                        loop.client(),
                        Resources.PERSISTENT_VOLUMES,
                        Storage.VOLUME_PROTECTION,
                        volumes.lister(),
                        volume -> volume.status().string("phase").equals("Bound")));
        return new Running(List.of(loop));
    }
}
