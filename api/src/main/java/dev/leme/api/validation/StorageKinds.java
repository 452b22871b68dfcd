package dev.leme.api.validation;

import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import java.util.List;

/** What drivers of volumes, their nodes, attachments, capacities and classes of attributes must hold. */
final class StorageKinds {

    private static final FieldPath SPEC = FieldPath.of("spec");

    private StorageKinds() {}

    static void driver(Report report, ApiObject driver) {
        report.oneOfIfPresent(SPEC, driver.spec(), "fsGroupPolicy", List.of("File", "None", "ReadWriteOnceWithFSType"));
    }

    static void driverUpdate(Report report, ApiObject fresh, ApiObject old) {
        for (String name : List.of("attachRequired", "volumeLifecycleModes")) {
            report.immutable(
                    SPEC.child(name), fresh.spec().get(name), old.spec().get(name));
        }
    }

    private static void required(Report report, JsonObject json, String name) {
        if (json.string(name).isEmpty()) {
            report.required(FieldPath.of(name), "");
        }
    }

    static void node(Report report, ApiObject node) {
        Lists.each(SPEC, node.spec(), "drivers", (at, driver) -> {
            report.requires(at, driver, "name");
            report.requires(at, driver, "nodeID");
        });
    }

    /** A driver that stays may only change how many volumes it can attach. */
    static void nodeUpdate(Report report, ApiObject fresh, ApiObject old) {
        for (JsonObject before : old.spec().array("drivers").objects()) {
            for (JsonObject after : fresh.spec().array("drivers").objects()) {
                boolean same = after.without("allocatable").equals(before.without("allocatable"));
                if (after.string("name").equals(before.string("name")) && !same) {
                    report.invalid(FieldPath.of("CSINodeDriver"), after, "field is immutable");
                }
            }
        }
    }

    static void capacity(Report report, ApiObject capacity) {
        required(report, capacity.json(), "storageClassName");
        LabelSelectors.check(
                report, FieldPath.of("nodeTopology"), capacity.json().object("nodeTopology"));
    }

    static void capacityUpdate(Report report, ApiObject fresh, ApiObject old) {
        for (String name : List.of("nodeTopology", "storageClassName")) {
            report.immutable(
                    FieldPath.of(name), fresh.json().get(name), old.json().get(name));
        }
    }

    static void attachment(Report report, ApiObject attachment) {
        JsonObject spec = attachment.spec();
        report.requires(SPEC, spec, "attacher");
        FieldPath source = SPEC.child("source");
        boolean inline = spec.object("source").has("inlineVolumeSpec");
        boolean named = !spec.object("source").string("persistentVolumeName").isEmpty();
        if (!inline && !named) {
            report.required(source, "must specify exactly one of inlineVolumeSpec and persistentVolumeName");
        } else if (inline && named) {
            report.invalid(
                    source,
                    spec.object("source"),
                    "must specify exactly one of inlineVolumeSpec and persistentVolumeName");
        }
        report.requires(SPEC, spec, "nodeName");
    }

    static void attachmentUpdate(Report report, ApiObject fresh, ApiObject old) {
        report.immutable(SPEC, fresh.spec(), old.spec());
    }

    static void attributesClass(Report report, ApiObject attributesClass) {
        required(report, attributesClass.json(), "driverName");
        if (attributesClass.json().object("parameters").isEmpty()) {
            report.required(FieldPath.of("parameters"), "must contain at least one key/value pair");
        }
    }

    static void attributesClassUpdate(Report report, ApiObject fresh, ApiObject old) {
        if (!fresh.json().string("driverName").equals(old.json().string("driverName"))) {
            report.forbidden(FieldPath.of("driverName"), "updates to driverName are forbidden.");
        }
        if (!fresh.json().object("parameters").equals(old.json().object("parameters"))) {
            report.forbidden(FieldPath.of("parameters"), "updates to parameters are forbidden.");
        }
    }
}
