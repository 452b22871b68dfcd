package dev.leme.api.defaults;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Defaults of pods and of the templates that pods are made from. */
final class PodDefaults {

    private static final List<String> CONTAINERS = List.of("containers", "initContainers");

    private PodDefaults() {}

    static JsonObject pod(JsonObject pod) {
        return Members.inside(pod, "spec", spec -> {
            JsonObject result = Members.bool(spec(spec), "enableServiceLinks", true);
            result = containers(result, PodDefaults::requests);
            if (result.get("resources") != null) {
                result = Members.within(result, "resources", PodDefaults::requestsFromLimits);
            }
            return result.bool("hostNetwork") ? containers(result, ContainerDefaults::hostPorts) : result;
        });
    }

    /** The template under the member {@code template} of a workload's spec. */
    static JsonObject templateOf(JsonObject workloadSpec) {
        return Members.inside(workloadSpec, "template", PodDefaults::template);
    }

    static JsonObject template(JsonObject template) {
        return Members.inside(Members.inside(template, "metadata", metadata -> metadata), "spec", PodDefaults::spec);
    }

    static JsonObject spec(JsonObject spec) {
        JsonObject result = spec;
        result = Members.text(result, "restartPolicy", "Always");
        result = Members.number(result, "terminationGracePeriodSeconds", 30);
        result = Members.text(result, "dnsPolicy", "ClusterFirst");
        result = Members.value(result, "securityContext", JsonObject.EMPTY);
        result = Members.text(result, "schedulerName", "default-scheduler");
        result = Members.within(result, "resources", Amounts::resources);
        result = Amounts.canonicalIn(result, "overhead");
        result = Members.each(result, "volumes", VolumeDefaults::apply);
        result = containers(result, ContainerDefaults::apply);
        return Members.each(serviceAccount(result), "ephemeralContainers", ContainerDefaults::apply);
    }

    /** The old and the new name of the service account's field always say the same. */
    private static JsonObject serviceAccount(JsonObject spec) {
        String name = spec.string("serviceAccountName").isEmpty()
                ? spec.string("serviceAccount")
                : spec.string("serviceAccountName");
        return name.isEmpty() ? spec : spec.with("serviceAccountName", name).with("serviceAccount", name);
    }

    private static JsonObject containers(JsonObject spec, UnaryOperator<JsonObject> change) {
        JsonObject result = spec;
        for (String list : CONTAINERS) {
            result = Members.each(result, list, change);
        }
        return result;
    }

    private static JsonObject requests(JsonObject container) {
        return Members.within(container, "resources", PodDefaults::requestsFromLimits);
    }

    /** Whoever limits a resource and doesn't ask for an amount asks for the limit. */
    private static JsonObject requestsFromLimits(JsonObject resources) {
        JsonObject limits = resources.object("limits");
        if (limits.isEmpty()) {
            return resources;
        }
        Map<String, JsonValue> requests = new LinkedHashMap<>();
        resources.object("requests").forEach(entry -> requests.put(entry.getKey(), entry.getValue()));
        limits.forEach(limit -> requests.putIfAbsent(limit.getKey(), limit.getValue()));
        return resources.with("requests", JsonObject.of(requests));
    }
}
