package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import dev.leme.api.quantity.Quantity;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the volumes of a pod must hold. */
final class Volumes {

    private static final List<String> HOST_PATH_TYPES = List.of(
            "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");
    private static final List<String> FIELDS =
            List.of("metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid");

    /** A check of one sort of source. */
    @FunctionalInterface
    private interface Source {
        void check(Report report, FieldPath path, JsonObject source);
    }

    private static final Map<String, Source> SOURCES = new LinkedHashMap<>();

    static {
        SOURCES.put("emptyDir", Volumes::emptyDir);
        SOURCES.put("hostPath", Volumes::hostPath);
        SOURCES.put("gitRepo", (report, path, source) -> report.requires(path, source, "repository"));
        SOURCES.put("gcePersistentDisk", (report, path, source) -> report.requires(path, source, "pdName"));
        SOURCES.put("awsElasticBlockStore", (report, path, source) -> report.requires(path, source, "volumeID"));
        SOURCES.put("secret", Volumes::secret);
        SOURCES.put("nfs", Volumes::nfs);
        SOURCES.put("iscsi", (report, path, source) -> require(report, path, source, "targetPortal", "iqn"));
        SOURCES.put("glusterfs", (report, path, source) -> require(report, path, source, "endpoints", "path"));
        SOURCES.put("persistentVolumeClaim", (report, path, source) -> report.requires(path, source, "claimName"));
        SOURCES.put("rbd", (report, path, source) -> require(report, path, source, "monitors", "image"));
        SOURCES.put("cephfs", (report, path, source) -> require(report, path, source, "monitors"));
        SOURCES.put("downwardAPI", Volumes::downward);
        SOURCES.put("fc", (report, path, source) -> {});
        SOURCES.put("flexVolume", (report, path, source) -> require(report, path, source, "driver"));
        SOURCES.put("flocker", (report, path, source) -> {});
        SOURCES.put("configMap", Volumes::configMap);
        SOURCES.put("azureFile", (report, path, source) -> require(report, path, source, "secretName", "shareName"));
        SOURCES.put("azureDisk", (report, path, source) -> require(report, path, source, "diskName", "diskURI"));
        SOURCES.put("vsphereVolume", (report, path, source) -> require(report, path, source, "volumePath"));
        SOURCES.put("photonPersistentDisk", (report, path, source) -> require(report, path, source, "pdID"));
        SOURCES.put("portworxVolume", (report, path, source) -> require(report, path, source, "volumeID"));
        SOURCES.put("quobyte", (report, path, source) -> require(report, path, source, "registry", "volume"));
        SOURCES.put("scaleIO", (report, path, source) -> require(report, path, source, "gateway", "system"));
        SOURCES.put("storageos", (report, path, source) -> {});
        SOURCES.put("cinder", (report, path, source) -> require(report, path, source, "volumeID"));
        SOURCES.put("projected", Volumes::projected);
        SOURCES.put("csi", (report, path, source) -> require(report, path, source, "driver"));
        SOURCES.put("ephemeral", Volumes::ephemeral);
        SOURCES.put("image", (report, path, source) -> require(report, path, source, "reference"));
    }

    private Volumes() {}

    /** Checks {@code spec.volumes}; the volumes by name. */
    static Map<String, JsonObject> check(Report report, FieldPath path, JsonObject spec) {
        Map<String, JsonObject> volumes = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        Lists.each(path, spec, "volumes", (at, volume) -> {
            String name = volume.string("name");
            if (name.isEmpty()) {
                report.required(at.child("name"), "");
            } else {
                report.complain(at.child("name"), name, Names.label(name));
            }
            if (!names.add(name)) {
                report.add(FieldError.duplicate(at.child("name"), name));
            }
            source(report, at, volume);
            volumes.put(name, volume);
        });
        return volumes;
    }

    private static void source(Report report, FieldPath path, JsonObject volume) {
        boolean first = true;
        for (Map.Entry<String, Source> source : SOURCES.entrySet()) {
            String type = source.getKey();
            if (!volume.has(type)) {
                continue;
            }
            if (first) {
                source.getValue().check(report, path.child(type), volume.object(type));
            } else {
                report.forbidden(path.child(type), "may not specify more than 1 volume type");
            }
            first = false;
        }
        if (first) {
            report.required(path, "must specify a volume type");
        }
    }

    private static void require(Report report, FieldPath path, JsonObject source, String... names) {
        for (String name : names) {
            report.requires(path, source, name);
        }
    }

    private static void emptyDir(Report report, FieldPath path, JsonObject source) {
        Quantity limit = ResourceAmounts.quantity(source.get("sizeLimit"));
        if (limit != null && limit.signum() < 0) {
            report.forbidden(path.child("sizeLimit"), "SizeLimit field must be a valid resource quantity");
        }
        String medium = source.string("medium");
        if (!medium.isEmpty() && !medium.equals("Memory") && !medium.startsWith("HugePages")) {
            report.add(FieldError.notSupported(path.child("medium"), medium, List.of("HugePages", "Memory")));
        }
    }

    static void hostPath(Report report, FieldPath path, JsonObject source) {
        if (report.requires(path, source, "path")) {
            Paths.noBacksteps(report, path.child("path"), source.string("path"));
        }
        report.oneOfIfPresent(path, source, "type", HOST_PATH_TYPES);
    }

    private static void secret(Report report, FieldPath path, JsonObject source) {
        report.requires(path, source, "secretName");
        Paths.mode(report, path, source, "defaultMode");
        Paths.items(report, path, source);
    }

    private static void configMap(Report report, FieldPath path, JsonObject source) {
        report.requires(path, source, "name");
        Paths.mode(report, path, source, "defaultMode");
        Paths.items(report, path, source);
    }

    static void nfs(Report report, FieldPath path, JsonObject source) {
        report.requires(path, source, "server");
        if (report.requires(path, source, "path") && !source.string("path").startsWith("/")) {
            report.invalid(path.child("path"), source.string("path"), "must be an absolute path");
        }
    }

    private static void downward(Report report, FieldPath path, JsonObject source) {
        Paths.mode(report, path, source, "defaultMode");
        Lists.each(path, source, "items", (at, item) -> downwardFile(report, at, item));
    }

    private static void downwardFile(Report report, FieldPath path, JsonObject file) {
        if (report.requires(path, file, "path")) {
            Paths.written(report, path.child("path"), file.string("path"));
        }
        if (file.has("fieldRef")) {
            DownwardFields.object(report, path.child("fieldRef"), file.object("fieldRef"), FIELDS);
            if (file.has("resourceFieldRef")) {
                report.invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
            }
        } else if (file.has("resourceFieldRef")) {
            DownwardFields.resource(report, path.child("resourceFieldRef"), file.object("resourceFieldRef"), true);
        } else {
            report.required(path, "one of fieldRef and resourceFieldRef is required");
        }
        Paths.mode(report, path, file, "mode");
    }

    private static void projected(Report report, FieldPath path, JsonObject source) {
        Paths.mode(report, path, source, "defaultMode");
        Lists.each(path, source, "sources", (at, one) -> {
            List<String> types = Paths.present(
                    one,
                    List.of(
                            "secret",
                            "configMap",
                            "downwardAPI",
                            "serviceAccountToken",
                            "clusterTrustBundle",
                            "podCertificate"));
            if (types.isEmpty()) {
                report.required(at, "must specify a volume type");
            } else if (types.size() > 1) {
                report.forbidden(at.child(types.get(1)), "may not specify more than 1 volume type");
            }
            for (String type : types) {
                projection(report, at.child(type), type, one.object(type));
            }
        });
    }

    private static void projection(Report report, FieldPath path, String type, JsonObject source) {
        switch (type) {
            case "secret", "configMap" -> {
                report.requires(path, source, "name");
                Paths.items(report, path, source);
            }
            case "downwardAPI" -> Lists.each(path, source, "items", (at, item) -> downwardFile(report, at, item));
            case "serviceAccountToken" -> token(report, path, source);
            default -> {}
        }
    }

    private static void token(Report report, FieldPath path, JsonObject token) {
        long seconds = token.number("expirationSeconds", 0);
        if (seconds < 600) {
            report.invalid(path.child("expirationSeconds"), seconds, "may not specify a duration less than 10 minutes");
        }
        if (seconds > 1L << 32) {
            report.invalid(
                    path.child("expirationSeconds"), seconds, "may not specify a duration larger than 2^32 seconds");
        }
        if (report.requires(path, token, "path")) {
            Paths.written(report, path.child("path"), token.string("path"));
        }
    }

    private static void ephemeral(Report report, FieldPath path, JsonObject source) {
        if (!source.has("volumeClaimTemplate")) {
            report.required(path.child("volumeClaimTemplate"), "");
            return;
        }
        JsonObject template = source.object("volumeClaimTemplate");
        Claims.spec(report, path.child("volumeClaimTemplate").child("spec"), template.object("spec"));
    }
}
