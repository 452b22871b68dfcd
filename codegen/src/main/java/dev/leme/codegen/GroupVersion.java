package dev.leme.codegen;

import java.util.Map;

/**
 * A package of messages.
 *
 * @param definitions the prefix of its definitions, {@code io.k8s.api.apps.v1}
 * @param label the last but one label, {@code apps}
 * @param version the last label, {@code v1}
 */
record GroupVersion(String definitions, String label, String version) {

    private static final Map<String, String> GROUPS = Map.ofEntries(
            Map.entry("core", ""),
            Map.entry("meta", ""),
            Map.entry("apps", "apps"),
            Map.entry("batch", "batch"),
            Map.entry("autoscaling", "autoscaling"),
            Map.entry("policy", "policy"),
            Map.entry("rbac", "rbac.authorization.k8s.io"),
            Map.entry("flowcontrol", "flowcontrol.apiserver.k8s.io"));

    static GroupVersion ofProto(String message) {
        String prefix = message.substring(0, message.lastIndexOf('.'));
        String definitions = prefix.replaceFirst("^k8s\\.io\\.", "io.k8s.")
                .replace("apiextensions_apiserver", "apiextensions-apiserver")
                .replace("kube_aggregator", "kube-aggregator");
        if (definitions.endsWith(".pkg.version")) {
            return new GroupVersion(definitions, "meta", "version");
        }
        String[] labels = definitions.split("\\.");
        return new GroupVersion(definitions, labels[labels.length - 2], labels[labels.length - 1]);
    }

    /** The API group; empty for the core group and for what belongs to none. */
    String group() {
        return GROUPS.getOrDefault(label, label + ".k8s.io");
    }

    /** As {@code apps/v1}. */
    String apiVersion() {
        return group().isEmpty() ? version : group() + "/" + version;
    }

    String javaPackage() {
        return "dev.leme.api." + label + "." + version;
    }

    /** The name of its schema file. */
    String file() {
        return label + "." + version;
    }
}
