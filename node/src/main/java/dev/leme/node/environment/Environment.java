package dev.leme.node.environment;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.runtime.EnvVar;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one container: what {@code envFrom} brings, then {@code env} in order, then those of the Services
 * that nothing else has set. A later one may refer to an earlier one.
 */
public final class Environment {
    private final PodManifest pod;
    private final ConfigSources sources;
    private final DownwardApi downward;

    public Environment(PodFacts facts, ConfigSources sources) {
        this.pod = facts.pod();
        this.sources = sources;
        this.downward = new DownwardApi(facts);
    }

    /** Resolves everything; throws {@link ConfigException} when a source that is not optional is missing. */
    public List<EnvVar> of(ContainerManifest container) {
        Map<String, String> links =
                ServiceVariables.of(sources.services(), pod.namespace(), !isFalse(pod.spec(), "enableServiceLinks"));
        Map<String, String> variables = new LinkedHashMap<>();
        for (JsonObject from : container.json().array("envFrom").objects()) {
            addAll(variables, from);
        }
        for (JsonObject env : container.json().array("env").objects()) {
            String value = value(env, container, name -> lookUp(name, variables, links));
            if (value != null) {
                variables.put(env.string("name"), value);
            }
        }
        links.forEach(variables::putIfAbsent);
        return variables.entrySet().stream()
                .map(entry -> new EnvVar(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static boolean isFalse(JsonObject json, String name) {
        return json.has(name) && !json.bool(name);
    }

    private static @Nullable String lookUp(String name, Map<String, String> variables, Map<String, String> links) {
        String value = variables.get(name);
        return value == null ? links.get(name) : value;
    }

    private void addAll(Map<String, String> variables, JsonObject from) {
        boolean secret = from.has("secretRef");
        JsonObject reference = from.object(secret ? "secretRef" : "configMapRef");
        String prefix = from.string("prefix");
        Optional<Map<String, byte[]>> data = data(secret, reference);
        data.ifPresent(found -> found.forEach((key, bytes) -> {
            String name = prefix + key;
            if (!name.isEmpty() && name.indexOf('=') < 0) {
                variables.put(name, new String(bytes, StandardCharsets.UTF_8));
            }
        }));
    }

    private @Nullable String value(
            JsonObject env, ContainerManifest container, Function<String, @Nullable String> known) {
        if (!env.has("valueFrom")) {
            return Expansion.expand(env.string("value"), known);
        }
        JsonObject from = env.object("valueFrom");
        if (from.has("fieldRef")) {
            return downward.field(from.object("fieldRef").string("fieldPath"));
        }
        if (from.has("resourceFieldRef")) {
            JsonObject reference = from.object("resourceFieldRef");
            String name = reference.string("containerName");
            return downward.resource(reference, pod.container(name).orElse(container));
        }
        return from.has("secretKeyRef")
                ? keyed(true, from.object("secretKeyRef"))
                : keyed(false, from.object("configMapKeyRef"));
    }

    private @Nullable String keyed(boolean secret, JsonObject reference) {
        Optional<Map<String, byte[]>> data = data(secret, reference);
        byte[] value = data.map(found -> found.get(reference.string("key"))).orElse(null);
        if (value != null) {
            return new String(value, StandardCharsets.UTF_8);
        }
        if (reference.bool("optional")) {
            return null;
        }
        throw new ConfigException("couldn't find key " + reference.string("key") + " in "
                + (secret ? "Secret " : "ConfigMap ") + pod.namespace() + "/" + reference.string("name"));
    }

    private Optional<Map<String, byte[]>> data(boolean secret, JsonObject reference) {
        String name = reference.string("name");
        Optional<ApiObject> object =
                secret ? sources.secret(pod.namespace(), name) : sources.configMap(pod.namespace(), name);
        if (object.isEmpty() && !reference.bool("optional")) {
            throw new ConfigException((secret ? "secret \"" : "configmap \"") + name + "\" not found");
        }
        return object.map(secret ? ConfigData::ofSecret : ConfigData::ofTexts);
    }
}
