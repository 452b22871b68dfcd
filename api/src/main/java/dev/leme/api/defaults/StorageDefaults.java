package dev.leme.api.defaults;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import java.util.List;

/** Defaults of volumes, claims and what provisions them. */
final class StorageDefaults {

    private StorageDefaults() {}

    static JsonObject volume(JsonObject volume) {
        JsonObject result = Members.inside(volume, "spec", spec -> {
            JsonObject filled = Members.text(spec, "persistentVolumeReclaimPolicy", "Retain");
            filled = Members.text(filled, "volumeMode", "Filesystem");
            return VolumeDefaults.source(Amounts.canonicalIn(filled, "capacity"));
        });
        return phase(result, "Pending");
    }

    static JsonObject claim(JsonObject claim) {
        JsonObject result = Members.inside(claim, "spec", StorageDefaults::claimSpec);
        return Members.within(
                phase(result, "Pending"),
                "status",
                status -> Amounts.canonicalIn(Amounts.canonicalIn(status, "capacity"), "allocatedResources"));
    }

    static JsonObject claimSpec(JsonObject spec) {
        return Members.text(Members.inside(spec, "resources", Amounts::resources), "volumeMode", "Filesystem");
    }

    /** A claim in a workload's list of templates says what it is, as upstream has it. */
    static JsonObject claimTemplate(JsonObject template) {
        JsonObject named = JsonObject.builder()
                .put("apiVersion", "v1")
                .put("kind", "PersistentVolumeClaim")
                .put("metadata", template.object("metadata"))
                .build();
        JsonObject result = named;
        for (String name : List.of("spec", "status")) {
            result = template.has(name) ? result.with(name, template.object(name)) : result;
        }
        return claim(result);
    }

    static JsonObject storageClass(JsonObject storageClass) {
        JsonObject result = Members.text(storageClass, "reclaimPolicy", "Delete");
        return Members.text(result, "volumeBindingMode", "Immediate");
    }

    static JsonObject csiDriver(JsonObject driver) {
        return Members.inside(driver, "spec", spec -> {
            JsonObject result = Members.bool(spec, "attachRequired", true);
            result = Members.text(result, "fsGroupPolicy", "ReadWriteOnceWithFSType");
            for (String name : List.of("podInfoOnMount", "requiresRepublish", "seLinuxMount", "storageCapacity")) {
                result = Members.bool(result, name, false);
            }
            return Members.value(result, "volumeLifecycleModes", JsonArray.ofStrings(List.of("Persistent")));
        });
    }

    static JsonObject phase(JsonObject object, String phase) {
        return Members.inside(object, "status", status -> Members.text(status, "phase", phase));
    }
}
