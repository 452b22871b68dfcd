package dev.leme.cluster.why;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.yaml.Yaml;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What there is in a test: objects, and in comments what is asked and what the rest says.
 *
 * @param asked each {@code # ask: KIND/NAME}
 * @param objects the documents
 * @param sayings {@code # dns NAME: DATA}, {@code # rule ADDRESS PROTOCOL PORT: TEXT}, {@code # connect ADDRESS PORT: FAILURE} and
 *     {@code # log POD CONTAINER: LINE}
 */
record Situation(List<String> asked, List<ApiObject> objects, Map<String, String> sayings) implements Facts {

    static Situation read(String text) {
        List<String> asked = new ArrayList<>();
        Map<String, String> sayings = new HashMap<>();
        for (String line : text.lines().filter(line -> line.startsWith("# ")).toList()) {
            int colon = line.indexOf(": ");
            String key = line.substring(2, colon < 0 ? line.length() : colon).replaceAll(":$", "");
            String value = colon < 0 ? "" : line.substring(colon + 2);
            if (key.equals("ask")) {
                asked.add(value);
            } else {
                sayings.put(key, value);
            }
        }
        List<JsonObject> documents = Yaml.documents(text);
        return new Situation(
                asked,
                documents.stream().map(ApiObject::of).map(Situation::inDefault).toList(),
                sayings);
    }

    private static ApiObject inDefault(ApiObject object) {
        boolean clusterWide =
                List.of("Node", "StorageClass", "PersistentVolume").contains(object.kind());
        return clusterWide || !object.namespace().isEmpty()
                ? object
                : object.withMetadata(metadata -> metadata.with("namespace", "default"));
    }

    private static Predicate<ApiObject> isOf(Resource resource) {
        return object -> object.kind().equals(resource.kind());
    }

    @Override
    public @Nullable ApiObject find(Resource resource, String namespace, String name) {
        return objects.stream()
                .filter(isOf(resource))
                .filter(object ->
                        object.namespace().equals(namespace) && object.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    @Override
    public List<ApiObject> list(Resource resource, String namespace) {
        return objects.stream()
                .filter(isOf(resource))
                .filter(object -> namespace.isEmpty() || object.namespace().equals(namespace))
                .toList();
    }

    @Override
    public String lastLine(ApiObject pod, String container, boolean previous) {
        return sayings.getOrDefault("log " + pod.name() + " " + container + (previous ? " previous" : ""), "");
    }

    @Override
    public Optional<Network> network() {
        return sayings.keySet().stream().anyMatch(key -> key.startsWith("dns "))
                ? Optional.of(new SaidNetwork(sayings))
                : Optional.empty();
    }

    private record SaidNetwork(Map<String, String> sayings) implements Network {
        @Override
        public List<String> resolve(String name) {
            String found = sayings.getOrDefault("dns " + name, "");
            return found.isEmpty() ? List.of() : List.of(found.split(" ", -1));
        }

        @Override
        public Optional<String> rule(String address, String protocol, int port) {
            return Optional.ofNullable(sayings.get("rule " + address + " " + protocol + " " + port));
        }

        @Override
        public String connect(String address, int port) {
            return sayings.getOrDefault("connect " + address + " " + port, "no route to host");
        }
    }
}
