package dev.leme.apiserver.discovery;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All discovery documents for one set of served resources. Immutable: another set gets another one. A document is made when
 * it is first asked for.
 */
public final class Discovery {

    private static final String JSON = "application/json";

    /**
     * A document.
     *
     * @param contentType its media type
     * @param etag what a client may send back in {@code If-None-Match}
     * @param body its text
     */
    public record Document(String contentType, String etag, String body) {}

    private final Map<String, Map<String, List<DiscoveredResource>>> groups = new TreeMap<>(Versions.GROUP_ORDER);
    private final String serverAddress;
    private final Map<String, Document> made = new ConcurrentHashMap<>();

    /** The documents for {@code resources} on a server at {@code serverAddress}, as {@code 10.0.0.1:6443}. */
    public Discovery(Collection<DiscoveredResource> resources, String serverAddress) {
        this.serverAddress = serverAddress;
        for (DiscoveredResource resource : resources) {
            groups.computeIfAbsent(resource.resource().group(), group -> new TreeMap<>(Versions.NEWEST_FIRST))
                    .computeIfAbsent(resource.resource().version(), version -> new ArrayList<>())
                    .add(resource);
        }
        Comparator<DiscoveredResource> byName =
                Comparator.comparing(served -> served.resource().plural());
        groups.values().forEach(versions -> versions.values().forEach(list -> list.sort(byName)));
    }

    /**
     * The document at {@code path} in the form that {@code accept} asks for first, or null where the path is none of
     * discovery's or names a group or version that isn't served.
     */
    public @Nullable Document find(String path, String accept) {
        String clean = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        boolean root = clean.equals("/api") || clean.equals("/apis");
        String aggregated = root ? aggregatedVersion(accept) : "";
        String key = clean + " " + aggregated;
        Document known = made.get(key);
        if (known == null) {
            JsonObject json = make(clean, aggregated);
            if (json == null) {
                return null;
            }
            known = document(json, aggregated);
            made.put(key, known);
        }
        return known;
    }

    private static Document document(JsonObject json, String aggregated) {
        String body = Json.write(json);
        String type = aggregated.isEmpty() ? JSON : aggregatedType(aggregated);
        return new Document(type, "\"" + etag(body) + "\"", body);
    }

    private static String aggregatedType(String version) {
        return JSON + ";g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList";
    }

    /** The version of the aggregated document that the client prefers to the plain one; empty when it doesn't. */
    private static String aggregatedVersion(String accept) {
        for (String range : accept.split(",")) {
            String type = range.replace(" ", "");
            if (type.startsWith(JSON) && type.contains("as=APIGroupDiscoveryList")) {
                if (type.contains(";v=v2;") || type.endsWith(";v=v2")) {
                    return "v2";
                }
                if (type.contains(";v=v2beta1")) {
                    return "v2beta1";
                }
            } else if (type.equals(JSON) || type.startsWith(JSON + ";q=")) {
                return "";
            }
        }
        return "";
    }

    private @Nullable JsonObject make(String path, String aggregated) {
        String[] parts = path.substring(1).split("/", -1);
        boolean core = parts[0].equals("api");
        if (!core && !parts[0].equals("apis")) {
            return null;
        }
        return switch (parts.length - (core ? 0 : 1)) {
            case 0 -> aggregated.isEmpty() ? groupList() : aggregated(aggregated, false);
            case 1 -> core ? coreRoot(aggregated) : group(parts[1]);
            case 2 -> resources(core ? "" : parts[1], parts[core ? 1 : 2]);
            default -> null;
        };
    }

    private JsonObject coreRoot(String aggregated) {
        return aggregated.isEmpty() ? legacyVersions() : aggregated(aggregated, true);
    }

    private JsonObject legacyVersions() {
        JsonObject address = JsonObject.builder()
                .put("clientCIDR", "0.0.0.0/0")
                .put("serverAddress", serverAddress)
                .build();
        return JsonObject.builder()
                .put("kind", "APIVersions")
                .put("versions", JsonArray.ofStrings(versions("").keySet()))
                .put("serverAddressByClientCIDRs", JsonArray.of(address))
                .build();
    }

    private Map<String, List<DiscoveredResource>> versions(String group) {
        return groups.getOrDefault(group, Map.of());
    }

    private JsonObject groupList() {
        List<JsonValue> list = new ArrayList<>();
        groups.keySet().stream()
                .filter(group -> !group.isEmpty())
                .forEach(group -> list.add(groupBody(group).build()));
        return JsonObject.builder()
                .put("kind", "APIGroupList")
                .put("apiVersion", "v1")
                .put("groups", new JsonArray(list))
                .build();
    }

    private @Nullable JsonObject group(String group) {
        if (group.isEmpty() || !groups.containsKey(group)) {
            return null;
        }
        JsonObject.Builder json = JsonObject.builder().put("kind", "APIGroup").put("apiVersion", "v1");
        JsonObject body = groupBody(group).build();
        body.names().forEach(name -> json.put(name, java.util.Objects.requireNonNull(body.get(name))));
        return json.build();
    }

    private JsonObject.Builder groupBody(String group) {
        List<JsonValue> versions = new ArrayList<>();
        versions(group)
                .keySet()
                .forEach(version -> versions.add(JsonObject.builder()
                        .put("groupVersion", group + "/" + version)
                        .put("version", version)
                        .build()));
        return JsonObject.builder()
                .put("name", group)
                .put("versions", new JsonArray(versions))
                .put("preferredVersion", versions.getFirst());
    }

    private @Nullable JsonObject resources(String group, String version) {
        List<DiscoveredResource> served = versions(group).get(version);
        if (served == null) {
            return null;
        }
        JsonObject.Builder json = JsonObject.builder().put("kind", "APIResourceList");
        if (!group.isEmpty()) {
            json.put("apiVersion", "v1");
        }
        json.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        List<JsonValue> list = new ArrayList<>();
        for (DiscoveredResource resource : served) {
            list.add(plain(resource));
            resource.subresources().forEach(part -> list.add(plain(resource, part)));
        }
        return json.put("resources", new JsonArray(list)).build();
    }

    private static JsonObject plain(DiscoveredResource served) {
        JsonObject.Builder json = JsonObject.builder()
                .put("name", served.resource().plural())
                .put("singularName", served.singular())
                .put("namespaced", served.resource().namespaced())
                .put("kind", served.resource().kind())
                .put("verbs", JsonArray.ofStrings(served.verbs()));
        putUnlessEmpty(json, "shortNames", served.shortNames());
        putUnlessEmpty(json, "categories", served.categories());
        if (served.verbs().contains("get")) {
            json.put("storageVersionHash", storageVersionHash(served));
        }
        return json.build();
    }

    private static JsonObject plain(DiscoveredResource served, DiscoveredResource.Subresource part) {
        JsonObject.Builder json = JsonObject.builder()
                .put("name", served.resource().plural() + "/" + part.name())
                .put("singularName", "")
                .put("namespaced", served.resource().namespaced());
        if (!part.version().isEmpty()) {
            json.put("group", part.group()).put("version", part.version());
        }
        return json.put("kind", part.kind())
                .put("verbs", JsonArray.ofStrings(part.verbs()))
                .build();
    }

    private static void putUnlessEmpty(JsonObject.Builder json, String name, List<String> values) {
        if (!values.isEmpty()) {
            json.put(name, JsonArray.ofStrings(values));
        }
    }

    /** The first 8 bytes of the SHA-256 of what is stored, as upstream; both kinds of events are stored as the core's. */
    private static String storageVersionHash(DiscoveredResource served) {
        String group = served.resource().group();
        boolean event = group.equals("events.k8s.io");
        String stored = (event ? "" : group) + "/" + served.resource().version() + "/"
                + served.resource().kind();
        return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(digest("SHA-256", stored), 8));
    }

    private static String etag(String body) {
        return HexFormat.of().withUpperCase().formatHex(digest("SHA-512", body));
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private JsonObject aggregated(String apiVersion, boolean core) {
        List<JsonValue> items = new ArrayList<>();
        groups.forEach((group, versions) -> {
            if (group.isEmpty() == core) {
                items.add(aggregatedGroup(group, versions));
            }
        });
        return JsonObject.builder()
                .put("kind", "APIGroupDiscoveryList")
                .put("apiVersion", "apidiscovery.k8s.io/" + apiVersion)
                .put("metadata", JsonObject.EMPTY)
                .put("items", new JsonArray(items))
                .build();
    }

    private static JsonObject aggregatedGroup(String group, Map<String, List<DiscoveredResource>> versions) {
        List<JsonValue> list = new ArrayList<>();
        versions.forEach((version, resources) -> list.add(JsonObject.builder()
                .put("version", version)
                .put(
                        "resources",
                        new JsonArray(resources.stream()
                                .<JsonValue>map(Discovery::aggregatedResource)
                                .toList()))
                .put("freshness", "Current")
                .build()));
        JsonObject metadata = group.isEmpty() ? JsonObject.EMPTY : JsonObject.ofStrings(Map.of("name", group));
        return JsonObject.of("metadata", metadata, "versions", new JsonArray(list));
    }

    private static JsonObject aggregatedResource(DiscoveredResource served) {
        JsonObject.Builder json = JsonObject.builder()
                .put("resource", served.resource().plural())
                .put("responseKind", kind("", "", served.resource().kind()))
                .put("scope", served.resource().namespaced() ? "Namespaced" : "Cluster")
                .put("singularResource", served.singular())
                .put("verbs", JsonArray.ofStrings(served.verbs()));
        putUnlessEmpty(json, "shortNames", served.shortNames());
        putUnlessEmpty(json, "categories", served.categories());
        if (!served.subresources().isEmpty()) {
            json.put(
                    "subresources",
                    new JsonArray(served.subresources().stream()
                            .<JsonValue>map(part -> JsonObject.builder()
                                    .put("subresource", part.name())
                                    .put("responseKind", kind(part.group(), part.version(), part.kind()))
                                    .put("verbs", JsonArray.ofStrings(part.verbs()))
                                    .build())
                            .toList()));
        }
        return json.build();
    }

    private static JsonObject kind(String group, String version, String kind) {
        return JsonObject.builder()
                .put("group", group)
                .put("version", version)
                .put("kind", kind)
                .build();
    }
}
