package dev.leme.apiserver.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class DiscoveryTest {

    private static final List<String> ALL =
            List.of("watch", "create", "delete", "deletecollection", "get", "list", "patch", "update");
    private static final String V2 =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

    private static DiscoveredResource served(Resource resource, String singular, String names, String... parts) {
        List<String> shortNames = names.isEmpty() ? List.of() : List.of(names);
        return DiscoveredResource.of(resource, singular, shortNames, List.of(), ALL, List.of(parts));
    }

    private final Discovery discovery = new Discovery(
            List.of(
                    served(Resources.PODS, "pod", "po", "status", "log", "eviction"),
                    served(Resources.CONFIG_MAPS, "configmap", "cm"),
                    served(Resources.EVENTS_V1, "event", "ev"),
                    served(new Resource("example.com", "v1beta1", "widgets", "Widget", true), "widget", ""),
                    served(new Resource("example.com", "v1", "widgets", "Widget", true), "widget", ""),
                    served(new Resource("example.com", "v2alpha1", "widgets", "Widget", true), "widget", ""),
                    served(Resources.DEPLOYMENTS, "deployment", "deploy", "scale", "status"),
                    DiscoveredResource.of(
                            Resources.TOKEN_REVIEWS,
                            "tokenreview",
                            List.of(),
                            List.of(),
                            List.of("create"),
                            List.of())),
            "10.0.0.1:6443");

    private JsonObject document(String path, String accept) {
        Discovery.Document document = discovery.find(path, accept);
        assertNotNull(document, path);
        return Json.parseObject(document.body().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void roots_plain_listVersionsAndGroupsInOrder() {
        assertEquals(
                "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"],\"serverAddressByClientCIDRs\":"
                        + "[{\"clientCIDR\":\"0.0.0.0/0\",\"serverAddress\":\"10.0.0.1:6443\"}]}",
                document("/api", "").toString());
        List<String> groups = document("/apis", "application/json").array("groups").objects().stream()
                .map(group -> group.string("name"))
                .toList();
        assertEquals(List.of("apps", "events.k8s.io", "authentication.k8s.io", "example.com"), groups);
    }

    @Test
    void group_prefersTheStableVersion() {
        JsonObject group = document("/apis/example.com/", "");

        assertEquals("APIGroup", group.string("kind"));
        assertEquals("example.com/v1", group.object("preferredVersion").string("groupVersion"));
        assertEquals(
                List.of("v1", "v1beta1", "v2alpha1"),
                group.array("versions").objects().stream()
                        .map(version -> version.string("version"))
                        .toList());
    }

    @Test
    void resourceList_isWrittenAsUpstreamWritesIt() {
        JsonObject list = document("/api/v1", "");
        assertEquals("v1", list.string("groupVersion"));
        assertEquals("", list.string("apiVersion"));
        assertEquals(
                List.of("configmaps", "pods", "pods/eviction", "pods/log", "pods/status"),
                list.array("resources").objects().stream()
                        .map(resource -> resource.string("name"))
                        .toList());
        assertEquals(
                "{\"name\":\"pods\",\"singularName\":\"pod\",\"namespaced\":true,\"kind\":\"Pod\",\"verbs\":[\"create\","
                        + "\"delete\",\"deletecollection\",\"get\",\"list\",\"patch\",\"update\",\"watch\"],"
                        + "\"shortNames\":[\"po\"],\"storageVersionHash\":\"xPOwRZ+Yhw8=\"}",
                list.array("resources").get(1).toString());
        assertEquals(
                "{\"name\":\"pods/eviction\",\"singularName\":\"\",\"namespaced\":true,\"group\":\"policy\","
                        + "\"version\":\"v1\",\"kind\":\"Eviction\",\"verbs\":[\"create\"]}",
                list.array("resources").get(2).toString());
        assertEquals(
                "r2yiGXH7wu8=",
                document("/apis/events.k8s.io/v1", "")
                        .array("resources")
                        .objects()
                        .getFirst()
                        .string("storageVersionHash"));
        assertTrue(!document("/apis/authentication.k8s.io/v1", "").toString().contains("storageVersionHash"));
    }

    @Test
    void paths_thatAreNone_areNull() {
        for (String path :
                List.of("/", "/api/v2", "/apis/none", "/apis/apps/v2", "/api/v1/pods", "/version", "/apix")) {
            assertNull(discovery.find(path, ""), path);
        }
    }

    @Test
    void aggregated_isChosenByAccept_andItsTagTellsChanges() {
        Discovery.Document plain = discovery.find("/apis", "application/json," + V2);
        Discovery.Document v2 = discovery.find("/apis", V2);
        Discovery.Document beta = discovery.find("/apis", V2.replace("v=v2;", "v=v2beta1;"));
        assertNotNull(plain);
        assertNotNull(v2);
        assertNotNull(beta);

        assertEquals("application/json", plain.contentType());
        assertEquals("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", v2.contentType());
        assertTrue(beta.body().contains("\"apidiscovery.k8s.io/v2beta1\""));
        assertNotEquals(v2.etag(), beta.etag());
        assertEquals(130, v2.etag().length());
        JsonObject scale = document("/apis", V2)
                .array("items")
                .objects()
                .getFirst()
                .array("versions")
                .objects()
                .getFirst()
                .array("resources")
                .objects()
                .getFirst()
                .array("subresources")
                .objects()
                .getFirst();
        assertEquals("Scale", scale.object("responseKind").string("kind"));
    }

    /** Reads the reference as if we served all of it, and must write the same document again. */
    @Test
    void aggregated_ofEverythingThatUpstreamServes_isUpstreamsDocument() throws Exception {
        Path file = Path.of("../../shared/reference/discovery/aggregated_v2.json");
        Assumptions.assumeTrue(Files.exists(file), "the reference is not here");
        JsonObject reference = Json.parseObject(Files.readAllBytes(file));
        Discovery all = new Discovery(described(reference), "x");
        Discovery.Document document = all.find("/apis", V2);
        assertNotNull(document);

        JsonObject ours = Json.parseObject(document.body().getBytes(StandardCharsets.UTF_8));
        assertEquals(names(reference), names(ours));
        assertEquals(reference, ours);
    }

    private static List<DiscoveredResource> described(JsonObject reference) {
        List<DiscoveredResource> all = new ArrayList<>();
        for (JsonObject group : reference.array("items").objects()) {
            for (JsonObject version : group.array("versions").objects()) {
                for (JsonObject resource : version.array("resources").objects()) {
                    all.add(described(group.object("metadata").string("name"), version.string("version"), resource));
                }
            }
        }
        return all;
    }

    private static DiscoveredResource described(String group, String version, JsonObject json) {
        Set<String> parts = new LinkedHashSet<>();
        json.array("subresources").objects().forEach(part -> parts.add(part.string("subresource")));
        Resource resource = new Resource(
                group,
                version,
                json.string("resource"),
                json.object("responseKind").string("kind"),
                json.string("scope").equals("Namespaced"));
        return DiscoveredResource.of(
                resource,
                json.string("singularResource"),
                json.array("shortNames").strings(),
                json.array("categories").strings(),
                json.array("verbs").strings(),
                parts);
    }

    private static List<String> names(JsonObject document) {
        List<String> names = new ArrayList<>();
        for (JsonValue group : document.array("items")) {
            for (JsonObject version : ((JsonObject) group).array("versions").objects()) {
                names.add(((JsonObject) group).object("metadata").string("name") + "/" + version.string("version"));
            }
        }
        return names;
    }

    @Test
    void version_isUpstreamsWithOurMark() {
        JsonObject version = Json.parseObject(ServerVersion.document());

        assertEquals("v1.36.2+leme", version.string("gitVersion"));
        assertEquals("1", version.string("major"));
        assertEquals("36", version.string("minor"));
    }
}
