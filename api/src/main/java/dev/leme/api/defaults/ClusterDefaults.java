package dev.leme.api.defaults;

import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Defaults of namespaces, nodes, secrets, events, limits and roles. */
final class ClusterDefaults {

    private static final String RBAC = "rbac.authorization.k8s.io";

    private ClusterDefaults() {}

    /** Each namespace carries its own name as a label. */
    static JsonObject namespace(JsonObject namespace) {
        String name = namespace.object("metadata").string("name");
        JsonObject result = name.isEmpty()
                ? namespace
                : Members.inside(
                        namespace,
                        "metadata",
                        metadata -> Members.inside(
                                metadata, "labels", labels -> labels.with("kubernetes.io/metadata.name", name)));
        return StorageDefaults.phase(Members.inside(result, "spec", spec -> spec), "Active");
    }

    static JsonObject node(JsonObject node) {
        JsonObject result = Members.inside(node, "spec", spec -> spec);
        return Members.inside(result, "status", status -> {
            JsonObject filled = Amounts.canonicalIn(Amounts.canonicalIn(status, "capacity"), "allocatable");
            JsonObject capacity = filled.object("capacity");
            filled = capacity.isEmpty() ? filled : Members.value(filled, "allocatable", capacity);
            filled = Members.inside(
                    filled,
                    "daemonEndpoints",
                    endpoints -> Members.inside(
                            endpoints, "kubeletEndpoint", endpoint -> Members.number(endpoint, "Port", 0)));
            return Members.inside(filled, "nodeInfo", ClusterDefaults::nodeInfo);
        });
    }

    private static JsonObject nodeInfo(JsonObject info) {
        JsonObject result = info;
        for (String name : List.of(
                "machineID",
                "systemUUID",
                "bootID",
                "kernelVersion",
                "osImage",
                "containerRuntimeVersion",
                "kubeletVersion",
                "kubeProxyVersion",
                "operatingSystem",
                "architecture")) {
            result = Members.value(result, name, new JsonString(""));
        }
        return result;
    }

    /** Plain texts under {@code stringData} go, encoded, into {@code data}, where they win. */
    static JsonObject secret(JsonObject secret) {
        JsonObject result =
                Members.text(withoutEmpty(secret, "data"), "type", "Opaque").without("stringData");
        Map<String, String> texts = secret.object("stringData").strings();
        if (texts.isEmpty()) {
            return result;
        }
        JsonObject.Builder data = secret.object("data").toBuilder();
        texts.forEach((key, text) ->
                data.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
        return result.with("data", data.build());
    }

    static JsonObject configMap(JsonObject map) {
        return withoutEmpty(withoutEmpty(map, "data"), "binaryData");
    }

    private static JsonObject withoutEmpty(JsonObject object, String name) {
        return object.object(name).isEmpty() ? object.without(name) : object;
    }

    /** The members that a core event always has on the wire. */
    static JsonObject event(JsonObject event) {
        JsonObject result = Members.inside(event, "involvedObject", object -> object);
        result = Members.inside(result, "source", source -> source);
        for (String time : List.of("firstTimestamp", "lastTimestamp", "eventTime")) {
            result = Members.value(result, time, JsonNull.NULL);
        }
        result = Members.value(result, "reportingComponent", new JsonString(""));
        return Members.value(result, "reportingInstance", new JsonString(""));
    }

    /** A container's default limit is its maximum, its default request its default limit or its minimum. */
    static JsonObject limitRange(JsonObject range) {
        return Members.inside(range, "spec", spec -> Members.each(spec, "limits", ClusterDefaults::limit));
    }

    private static JsonObject limit(JsonObject limit) {
        JsonObject result = limit;
        for (String list : List.of("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")) {
            result = Amounts.canonicalIn(result, list);
        }
        if (!limit.string("type").equals("Container")) {
            return result;
        }
        result = fillFrom(result, "default", "max");
        result = fillFrom(result, "defaultRequest", "default");
        return fillFrom(result, "defaultRequest", "min");
    }

    private static JsonObject fillFrom(JsonObject limit, String target, String source) {
        JsonObject.Builder filled = limit.object(target).toBuilder();
        for (Map.Entry<String, JsonValue> entry : limit.object(source)) {
            if (filled.get(entry.getKey()) == null) {
                filled.put(entry.getKey(), entry.getValue());
            }
        }
        JsonObject result = filled.build();
        return result.isEmpty() ? limit : limit.with(target, result);
    }

    static JsonObject resourceQuota(JsonObject quota) {
        JsonObject result = Members.inside(quota, "spec", spec -> Amounts.canonicalIn(spec, "hard"));
        return Members.within(
                result, "status", status -> Amounts.canonicalIn(Amounts.canonicalIn(status, "hard"), "used"));
    }

    static JsonObject priorityClass(JsonObject priority) {
        return Members.number(Members.text(priority, "preemptionPolicy", "PreemptLowerPriority"), "value", 0);
    }

    /** A role's rules are always written, null where there are none. */
    static JsonObject role(JsonObject role) {
        return Members.value(role, "rules", JsonNull.NULL);
    }

    static JsonObject binding(JsonObject binding) {
        JsonObject result = Members.within(binding, "roleRef", reference -> Members.text(reference, "apiGroup", RBAC));
        return Members.each(
                result,
                "subjects",
                subject -> subject.string("kind").equals("ServiceAccount")
                        ? subject
                        : Members.text(subject, "apiGroup", RBAC));
    }

    static JsonObject lease(JsonObject lease) {
        return Members.inside(lease, "spec", spec -> spec);
    }

    static JsonObject csiNode(JsonObject node) {
        return Members.inside(node, "spec", spec -> Members.value(spec, "drivers", JsonNull.NULL));
    }

    static JsonObject autoscaler(JsonObject scaler) {
        return Members.inside(scaler, "spec", spec -> Members.number(spec, "minReplicas", 1));
    }
}
