package dev.leme.api.table;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The rows of volumes, claims and what provisions them. */
final class StorageRows {

    private static final String BETA_CLASS = "volume.beta.kubernetes.io/storage-class";

    private StorageRows() {}

    static TableRules volumes() {
        return TableRules.named()
                .text("Capacity", "The volume's size.")
                .text("Access Modes", "How it can be mounted.")
                .text("Reclaim Policy", "What becomes of it after its claim.")
                .text("Status", "Whether it is bound.")
                .text("Claim", "The claim that it is bound to.")
                .text("StorageClass", "StorageClass of the pv")
                .text("VolumeAttributesClass", "VolumeAttributesClass of the pv")
                .text("Reason", "Why it is in its status.")
                .age()
                .wide("VolumeMode", "Filesystem or Block.")
                .rows(StorageRows::volume);
    }

    static TableRules claims() {
        return TableRules.named()
                .text("Status", "Whether it is bound.")
                .text("Volume", "The volume that it is bound to.")
                .text("Capacity", "The volume's size.")
                .text("Access Modes", "How it can be mounted.")
                .text("StorageClass", "StorageClass of the pvc")
                .text("VolumeAttributesClass", "VolumeAttributesClass of the pvc")
                .age()
                .wide("VolumeMode", "Filesystem or Block.")
                .rows(StorageRows::claim);
    }

    static TableRules storageClasses() {
        return TableRules.named()
                .text("Provisioner", "Who makes its volumes.")
                .text("ReclaimPolicy", "What becomes of a volume after its claim.")
                .text("VolumeBindingMode", "When volumes are bound.")
                .text("AllowVolumeExpansion", "Whether volumes can grow.")
                .age()
                .rows(StorageRows::storageClass);
    }

    static TableRules csiDrivers() {
        return TableRules.named()
                .bool("AttachRequired", "Whether volumes are attached before they are mounted.")
                .bool("PodInfoOnMount", "Whether the driver is told of the pod.")
                .bool("StorageCapacity", "Whether the scheduler looks at capacities.")
                .text("TokenRequests", "The audiences of the tokens it gets.")
                .bool("RequiresRepublish", "Whether mounts are refreshed.")
                .text("Modes", "Persistent or Ephemeral.")
                .age()
                .rows(StorageRows::csiDriver);
    }

    static TableRules volumeAttachments() {
        return TableRules.named()
                .add("Attacher", "string", "name", "Who attaches.", 0)
                .text("PV", "The volume.")
                .text("Node", "The node.")
                .bool("Attached", "Whether it is attached.")
                .age()
                .rows(StorageRows::volumeAttachment);
    }

    static List<JsonValue> volume(ApiObject volume, Instant now) {
        JsonObject spec = volume.spec();
        JsonObject claim = spec.object("claimRef");
        return Cells.of(
                volume.name(),
                Cells.amount(spec.object("capacity"), "storage"),
                Cells.accessModes(spec.array("accessModes").strings()),
                spec.string("persistentVolumeReclaimPolicy"),
                phase(volume),
                claim.isEmpty() ? "" : claim.string("namespace") + "/" + claim.string("name"),
                storageClass(volume),
                Cells.orElse(spec.string("volumeAttributesClassName"), Cells.UNSET),
                volume.status().string("reason"),
                Cells.age(volume, now),
                Cells.orElse(spec.string("volumeMode"), Cells.UNSET));
    }

    static List<JsonValue> claim(ApiObject claim, Instant now) {
        JsonObject spec = claim.spec();
        boolean bound = !spec.string("volumeName").isEmpty();
        return Cells.of(
                claim.name(),
                phase(claim),
                spec.string("volumeName"),
                bound ? Cells.amount(claim.status().object("capacity"), "storage") : "",
                bound ? Cells.accessModes(claim.status().array("accessModes").strings()) : "",
                storageClass(claim),
                Cells.orElse(spec.string("volumeAttributesClassName"), Cells.UNSET),
                Cells.age(claim, now),
                Cells.orElse(spec.string("volumeMode"), Cells.UNSET));
    }

    private static String phase(ApiObject object) {
        return object.isDeleting() ? "Terminating" : object.status().string("phase");
    }

    private static String storageClass(ApiObject object) {
        return object.annotations().getOrDefault(BETA_CLASS, object.spec().string("storageClassName"));
    }

    static List<JsonValue> storageClass(ApiObject storageClass, Instant now) {
        boolean isDefault = List.of(
                        "storageclass.kubernetes.io/is-default-class",
                        "storageclass.beta.kubernetes.io/is-default-class")
                .stream()
                .anyMatch(name -> "true".equals(storageClass.annotations().get(name)));
        JsonObject json = storageClass.json();
        return Cells.of(
                storageClass.name() + (isDefault ? " (default)" : ""),
                json.string("provisioner"),
                Cells.orElse(json.string("reclaimPolicy"), "Delete"),
                Cells.orElse(json.string("volumeBindingMode"), "Immediate"),
                json.bool("allowVolumeExpansion"),
                Cells.age(storageClass, now));
    }

    static List<JsonValue> csiDriver(ApiObject driver, Instant now) {
        JsonObject spec = driver.spec();
        String tokens = spec.array("tokenRequests").objects().stream()
                .map(request -> request.string("audience"))
                .collect(Collectors.joining(","));
        return Cells.of(
                driver.name(),
                !spec.has("attachRequired") || spec.bool("attachRequired"),
                spec.bool("podInfoOnMount"),
                spec.bool("storageCapacity"),
                Cells.orElse(tokens, Cells.UNSET),
                spec.bool("requiresRepublish"),
                Cells.orNone(String.join(",", spec.array("volumeLifecycleModes").strings())),
                Cells.age(driver, now));
    }

    static List<JsonValue> volumeAttachment(ApiObject attachment, Instant now) {
        JsonObject spec = attachment.spec();
        return Cells.of(
                attachment.name(),
                spec.string("attacher"),
                spec.object("source").string("persistentVolumeName"),
                spec.string("nodeName"),
                attachment.status().bool("attached"),
                Cells.age(attachment, now));
    }
}
