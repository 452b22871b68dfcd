package dev.leme.api.defaults;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;

/** Defaults of the kinds that keep pods running. */
final class WorkloadDefaults {

    private WorkloadDefaults() {}

    static JsonObject statefulSet(JsonObject set) {
        return Members.inside(set, "spec", spec -> {
            JsonObject result = PodDefaults.templateOf(spec);
            result = Members.number(result, "replicas", 1);
            result = Members.text(result, "podManagementPolicy", "OrderedReady");
            result = Members.number(result, "revisionHistoryLimit", 10);
            result = Members.value(result, "serviceName", new JsonString(""));
            result = Members.inside(result, "updateStrategy", WorkloadDefaults::statefulSetStrategy);
            result = Members.inside(
                    result,
                    "persistentVolumeClaimRetentionPolicy",
                    policy -> Members.text(Members.text(policy, "whenDeleted", "Retain"), "whenScaled", "Retain"));
            return Members.each(result, "volumeClaimTemplates", StorageDefaults::claimTemplate);
        });
    }

    private static JsonObject statefulSetStrategy(JsonObject strategy) {
        JsonObject result = Members.text(strategy, "type", "RollingUpdate");
        if (!result.string("type").equals("RollingUpdate")) {
            return result;
        }
        return Members.inside(result, "rollingUpdate", rolling -> Members.number(rolling, "partition", 0));
    }

    static JsonObject deployment(JsonObject deployment) {
        return Members.inside(deployment, "spec", spec -> {
            JsonObject result = PodDefaults.templateOf(spec);
            result = Members.number(result, "replicas", 1);
            result = Members.number(result, "revisionHistoryLimit", 10);
            result = Members.number(result, "progressDeadlineSeconds", 600);
            return Members.inside(result, "strategy", WorkloadDefaults::deploymentStrategy);
        });
    }

    private static JsonObject deploymentStrategy(JsonObject strategy) {
        JsonObject result = Members.text(strategy, "type", "RollingUpdate");
        if (!result.string("type").equals("RollingUpdate")) {
            return result;
        }
        return Members.inside(
                result,
                "rollingUpdate",
                rolling -> Members.value(
                        Members.value(rolling, "maxUnavailable", new JsonString("25%")),
                        "maxSurge",
                        new JsonString("25%")));
    }

    static JsonObject replicaSet(JsonObject set) {
        return Members.inside(set, "spec", spec -> Members.number(PodDefaults.templateOf(spec), "replicas", 1));
    }

    static JsonObject daemonSet(JsonObject set) {
        return Members.inside(set, "spec", spec -> {
            JsonObject result = Members.number(PodDefaults.templateOf(spec), "revisionHistoryLimit", 10);
            return Members.inside(result, "updateStrategy", WorkloadDefaults::daemonSetStrategy);
        });
    }

    private static JsonObject daemonSetStrategy(JsonObject strategy) {
        JsonObject result = Members.text(strategy, "type", "RollingUpdate");
        if (!result.string("type").equals("RollingUpdate")) {
            return result;
        }
        return Members.inside(
                result,
                "rollingUpdate",
                rolling -> Members.number(Members.number(rolling, "maxUnavailable", 1), "maxSurge", 0));
    }

    /** Without a selector or labels of its own a replication controller takes its template's labels for both. */
    static JsonObject replicationController(JsonObject controller) {
        JsonObject result = Members.inside(controller, "spec", spec -> {
            JsonObject filled = spec.has("template") ? PodDefaults.templateOf(spec) : spec;
            return Members.number(filled, "replicas", 1);
        });
        JsonObject labels =
                result.object("spec").object("template").object("metadata").object("labels");
        if (labels.isEmpty()) {
            return result;
        }
        result = Members.inside(result, "spec", spec -> Members.value(spec, "selector", labels));
        return Members.inside(result, "metadata", metadata -> Members.value(metadata, "labels", labels));
    }
}
