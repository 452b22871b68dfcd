package dev.leme.api.defaults;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import java.util.List;

/** Defaults of a pod's volume and of the sources that persistent volumes share with it. */
final class VolumeDefaults {

    /** 0644. */
    private static final int MODE = 420;

    private VolumeDefaults() {}

    static JsonObject apply(JsonObject volume) {
        boolean hasSource = volume.names().stream().anyMatch(name -> !name.equals("name"));
        JsonObject result = hasSource ? volume : volume.with("emptyDir", JsonObject.EMPTY);
        for (String source : List.of("secret", "configMap")) {
            result = Members.within(result, source, VolumeDefaults::mode);
        }
        result = Members.within(result, "downwardAPI", source -> items(mode(source)));
        result = Members.within(result, "projected", VolumeDefaults::projected);
        result = Members.within(result, "emptyDir", source -> Amounts.canonicalAt(source, "sizeLimit"));
        result = Members.within(result, "ephemeral", VolumeDefaults::ephemeral);
        result = Members.within(result, "image", VolumeDefaults::image);
        return source(result);
    }

    /** Defaults of the sources that a persistent volume may have too. */
    static JsonObject source(JsonObject volume) {
        JsonObject result = Members.within(volume, "hostPath", path -> Members.value(path, "type", new JsonString("")));
        result = Members.within(result, "iscsi", iscsi -> Members.text(iscsi, "iscsiInterface", "default"));
        result = Members.within(result, "rbd", VolumeDefaults::rbd);
        result = Members.within(
                result,
                "scaleIO",
                disk -> Members.text(Members.text(disk, "storageMode", "ThinProvisioned"), "fsType", "xfs"));
        return Members.within(result, "azureDisk", VolumeDefaults::azureDisk);
    }

    private static JsonObject mode(JsonObject source) {
        return Members.number(source, "defaultMode", MODE);
    }

    private static JsonObject items(JsonObject source) {
        return Members.each(
                source,
                "items",
                item -> Members.within(
                        Members.within(item, "fieldRef", ContainerDefaults::fieldRef),
                        "resourceFieldRef",
                        ContainerDefaults::resourceFieldRef));
    }

    private static JsonObject projected(JsonObject projected) {
        return Members.each(
                mode(projected),
                "sources",
                source -> Members.within(
                        Members.within(source, "downwardAPI", VolumeDefaults::items),
                        "serviceAccountToken",
                        token -> Members.number(token, "expirationSeconds", 3600)));
    }

    private static JsonObject ephemeral(JsonObject ephemeral) {
        return Members.within(
                ephemeral,
                "volumeClaimTemplate",
                template -> Members.inside(
                        Members.inside(template, "metadata", metadata -> metadata),
                        "spec",
                        StorageDefaults::claimSpec));
    }

    private static JsonObject image(JsonObject image) {
        return Members.text(image, "pullPolicy", ContainerDefaults.pullPolicy(image.string("reference")));
    }

    private static JsonObject rbd(JsonObject rbd) {
        JsonObject result = Members.text(rbd, "pool", "rbd");
        result = Members.text(result, "user", "admin");
        return Members.text(result, "keyring", "/etc/ceph/keyring");
    }

    private static JsonObject azureDisk(JsonObject disk) {
        JsonObject result = Members.text(disk, "cachingMode", "ReadWrite");
        result = Members.text(result, "kind", "Shared");
        result = Members.text(result, "fsType", "ext4");
        return Members.bool(result, "readOnly", false);
    }
}
