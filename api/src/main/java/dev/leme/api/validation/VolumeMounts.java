package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a container's mounts and devices must hold: each names a volume of the pod. */
final class VolumeMounts {

    private VolumeMounts() {}

    static void check(Report report, FieldPath path, JsonObject container, Map<String, JsonObject> volumes) {
        Set<String> places = new HashSet<>();
        FieldPath list = path.child("volumeMounts");
        Lists.each(path, container, "volumeMounts", (at, mount) -> {
            String name = mount.string("name");
            report.requires(at, mount, "name");
            if (!volumes.containsKey(name)) {
                report.add(FieldError.notFound(at.child("name"), name));
            }
            String place = mount.string("mountPath");
            report.requires(at, mount, "mountPath");
            if (!places.add(place)) {
                report.invalid(at.child("mountPath"), place, "must be unique");
            }
            subPath(report, list, at, mount);
            propagation(report, list, mount, container);
        });
        Set<String> devices = new HashSet<>();
        Lists.each(path, container, "volumeDevices", (at, device) -> device(report, at, device, volumes, devices));
    }

    /** Upstream leaves the index out of these paths. */
    private static void subPath(Report report, FieldPath list, FieldPath path, JsonObject mount) {
        String subPath = mount.string("subPath");
        String expression = mount.string("subPathExpr");
        if (!subPath.isEmpty()) {
            Paths.descending(report, list.child("subPath"), subPath);
        }
        if (expression.isEmpty()) {
            return;
        }
        if (!subPath.isEmpty()) {
            report.invalid(path.child("subPathExpr"), expression, "subPathExpr and subPath are mutually exclusive");
        }
        Paths.descending(report, list.child("subPathExpr"), expression);
    }

    private static void propagation(Report report, FieldPath list, JsonObject mount, JsonObject container) {
        if (!mount.has("mountPropagation")) {
            return;
        }
        report.oneOfIfPresent(list, mount, "mountPropagation", List.of("Bidirectional", "HostToContainer", "None"));
        boolean privileged = container.object("securityContext").bool("privileged");
        if (mount.string("mountPropagation").equals("Bidirectional") && !privileged) {
            report.forbidden(
                    list.child("mountPropagation"),
                    "Bidirectional mount propagation is available only to privileged containers");
        }
    }

    private static void device(
            Report report, FieldPath path, JsonObject device, Map<String, JsonObject> volumes, Set<String> names) {
        String name = device.string("name");
        report.requires(path, device, "name");
        if (!names.add(name)) {
            report.invalid(path.child("name"), name, "must be unique");
        }
        JsonObject volume = volumes.get(name);
        if (volume == null) {
            report.add(FieldError.notFound(path.child("name"), name));
        } else if (!volume.has("persistentVolumeClaim") && !volume.has("ephemeral")) {
            report.invalid(
                    path.child("name"),
                    name,
                    "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
        }
        if (report.requires(path, device, "devicePath") && Paths.hasBacksteps(device.string("devicePath"))) {
            report.invalid(path.child("devicePath"), device.string("devicePath"), "can not contain backsteps ('..')");
        }
    }
}
