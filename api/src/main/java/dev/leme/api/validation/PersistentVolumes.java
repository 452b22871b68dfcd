package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What persistent volumes and storage classes must hold, and what may change of them. */
final class PersistentVolumes {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> SOURCES = List.of(
            "hostPath",
            "gcePersistentDisk",
            "awsElasticBlockStore",
            "glusterfs",
            "flocker",
            "nfs",
            "rbd",
            "quobyte",
            "cephfs",
            "iscsi",
            "cinder",
            "fc",
            "flexVolume",
            "azureFile",
            "vsphereVolume",
            "photonPersistentDisk",
            "portworxVolume",
            "azureDisk",
            "scaleIO",
            "local",
            "storageos",
            "csi");
    private static final List<String> RECLAIM_POLICIES = List.of("Delete", "Recycle", "Retain");

    private PersistentVolumes() {}

    static void check(Report report, ApiObject volume) {
        JsonObject spec = volume.spec();
        List<String> modes = spec.array("accessModes").strings();
        if (modes.isEmpty()) {
            report.required(SPEC.child("accessModes"), "");
        }
        Claims.accessModes(report, SPEC.child("accessModes"), modes);
        capacity(report, spec);
        report.oneOf(SPEC, spec, "persistentVolumeReclaimPolicy", RECLAIM_POLICIES);
        if (spec.object("nodeAffinity").has("required")) {
            Placement.nodeSelector(
                    report,
                    SPEC.child("nodeAffinity").child("required"),
                    spec.object("nodeAffinity").object("required"));
        }
        source(report, spec);
        Claims.className(report, SPEC, spec, "storageClassName");
        report.oneOfIfPresent(SPEC, spec, "volumeMode", List.of("Block", "Filesystem"));
    }

    private static void capacity(Report report, JsonObject spec) {
        JsonObject capacity = spec.object("capacity");
        FieldPath path = SPEC.child("capacity");
        if (capacity.isEmpty()) {
            report.required(path, "");
        }
        if (!capacity.has("storage") || capacity.size() > 1) {
            report.add(FieldError.notSupported(path, shown(capacity), List.of("storage")));
        }
        for (Map.Entry<String, JsonValue> entry : capacity) {
            ResourceAmounts.positive(report, path.key(entry.getKey()), entry.getValue());
        }
    }

    private static String shown(JsonObject capacity) {
        return capacity.isEmpty() ? "" : capacity.toString();
    }

    private static void source(Report report, JsonObject spec) {
        List<String> present = Paths.present(spec, SOURCES);
        if (present.isEmpty()) {
            report.required(SPEC, "must specify a volume type");
        }
        present.stream()
                .skip(1)
                .forEach(type -> report.forbidden(SPEC.child(type), "may not specify more than 1 volume type"));
        for (String type : present) {
            FieldPath path = SPEC.child(type);
            JsonObject source = spec.object(type);
            switch (type) {
                case "hostPath" -> Volumes.hostPath(report, path, source);
                case "nfs" -> Volumes.nfs(report, path, source);
                case "local" -> local(report, path, source, spec);
                case "csi" -> {
                    report.requires(path, source, "driver");
                    report.requires(path, source, "volumeHandle");
                }
                default -> {}
            }
        }
        boolean recycled = spec.string("persistentVolumeReclaimPolicy").equals("Recycle");
        if (recycled && spec.object("hostPath").string("path").equals("/")) {
            report.forbidden(
                    SPEC.child("persistentVolumeReclaimPolicy"), "may not be 'recycle' for a hostPath mount of '/'");
        }
    }

    private static void local(Report report, FieldPath path, JsonObject source, JsonObject spec) {
        if (report.requires(path, source, "path")) {
            Paths.noBacksteps(report, path.child("path"), source.string("path"));
        }
        if (!spec.object("nodeAffinity").has("required")) {
            report.required(SPEC.child("nodeAffinity"), "Local volume requires node affinity");
        }
    }

    static void update(Report report, ApiObject fresh, ApiObject old) {
        for (String type : SOURCES) {
            boolean same = Objects.equals(fresh.spec().get(type), old.spec().get(type));
            if (!same) {
                report.forbidden(
                        SPEC.child("persistentvolumesource"),
                        "spec.persistentvolumesource is immutable after creation\n"
                                + Difference.between(SPEC, old.spec(), fresh.spec()));
                break;
            }
        }
        report.immutable(
                SPEC.child("volumeMode"),
                fresh.spec().get("volumeMode"),
                old.spec().get("volumeMode"));
        if (old.spec().object("nodeAffinity").has("required")) {
            report.immutable(
                    SPEC.child("nodeAffinity"),
                    fresh.spec().get("nodeAffinity"),
                    old.spec().get("nodeAffinity"));
        }
    }

    static void storageClass(Report report, ApiObject storageClass) {
        JsonObject json = storageClass.json();
        String provisioner = json.string("provisioner");
        FieldPath path = FieldPath.of("provisioner");
        if (provisioner.isEmpty()) {
            report.required(path, "");
        } else {
            report.complain(path, provisioner, Names.qualified(Names.lower(provisioner)));
        }
        FieldPath parameters = FieldPath.of("parameters");
        if (json.object("parameters").names().contains("")) {
            report.invalid(parameters, "", "field must not be empty.");
        }
        choice(report, json, "reclaimPolicy", List.of("Delete", "Retain"));
        choice(report, json, "volumeBindingMode", List.of("Immediate", "WaitForFirstConsumer"));
    }

    private static void choice(Report report, JsonObject json, String name, List<String> supported) {
        String value = json.string(name);
        if (value.isEmpty()) {
            report.required(FieldPath.of(name), "");
        } else if (!supported.contains(value)) {
            report.add(FieldError.notSupported(FieldPath.of(name), value, supported));
        }
    }

    static void storageClassUpdate(Report report, ApiObject fresh, ApiObject old) {
        if (!fresh.json().object("parameters").equals(old.json().object("parameters"))) {
            report.forbidden(FieldPath.of("parameters"), "updates to parameters are forbidden.");
        }
        if (!fresh.json().string("provisioner").equals(old.json().string("provisioner"))) {
            report.forbidden(FieldPath.of("provisioner"), "updates to provisioner are forbidden.");
        }
        if (!fresh.json().string("reclaimPolicy").equals(old.json().string("reclaimPolicy"))) {
            report.forbidden(FieldPath.of("reclaimPolicy"), "updates to reclaimPolicy are forbidden.");
        }
        report.immutable(
                FieldPath.of("volumeBindingMode"),
                fresh.json().get("volumeBindingMode"),
                old.json().get("volumeBindingMode"));
    }
}
