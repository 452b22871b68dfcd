package dev.leme.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.apiserver.http.local.LocalWatch;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life-cycles that the conformance suite asks of the kinds of the network: every verb, on every one of them. */
class NetworkLifecyclesTest {

    private static final String MERGE = "merge-patch+json";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    /api/v1/namespaces/default/services | one | {"spec":{"ports":[{"port":80}]}}
                    /api/v1/namespaces/default/endpoints | one | {"subsets":[{"addresses":[{"ip":"10.0.0.24"}],"ports":[{"name":"http","port":80}]}]}
                    /apis/discovery.k8s.io/v1/namespaces/default/endpointslices | one | {"addressType":"IPv4","endpoints":[{"addresses":["1.2.3.4","5.6.7.8"]}],"ports":[{"port":80}]}
                    /apis/networking.k8s.io/v1/ipaddresses | 192.168.2.2 | {"spec":{"parentRef":{"group":"","resource":"services","namespace":"default","name":"x"}}}
                    /apis/networking.k8s.io/v1/servicecidrs | one | {"spec":{"cidrs":["10.1.1.0/24"]}}
                    """)
    void everyVerb_works(String path, String name, String body) throws InterruptedException {
        try (TestApi api = new TestApi()) {
            String own = path + "/" + name;
            String labelled = body.replaceFirst(
                    "\\{", "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{\"test\":\"yes\"}},");
            LocalWatch watch = api.watch(path, "labelSelector=test%3Dyes");
            assertEquals(201, api.post(path, labelled).status());
            assertEquals("ADDED", type(watch));
            assertEquals(name, api.get(own).object().name());
            assertEquals(
                    1,
                    api.get(path, "labelSelector=test%3Dyes")
                            .json()
                            .array("items")
                            .size());
            TestApi.Reply patched = api.patch(own, MERGE, "{\"metadata\":{\"annotations\":{\"patched\":\"true\"}}}");
            assertEquals("true", patched.object().annotations().get("patched"));
            assertEquals("MODIFIED", type(watch));
            ApiObject updated = patched.object()
                    .withMetadata(metadata ->
                            metadata.update("annotations", annotations -> annotations.with("updated", "true")));
            assertEquals(200, api.put(own, updated.json().toString()).status());
            assertEquals("MODIFIED", type(watch));
            TestApi.Reply gone = api.send("DELETE", path, "labelSelector=test%3Dyes", Map.of(), "");
            assertEquals(200, gone.status(), gone.text());
            assertEquals("DELETED", type(watch));
            assertEquals(404, api.get(own).status());
        }
    }

    private static String type(LocalWatch watch) throws InterruptedException {
        return Objects.requireNonNull(watch.next()).type();
    }

    @Test
    void discovery_hasTheKindsOfTheNetwork() {
        try (TestApi api = new TestApi()) {
            Set<String> names = api.get("/apis/networking.k8s.io/v1").json().array("resources").objects().stream()
                    .map(resource -> resource.string("name"))
                    .collect(Collectors.toSet());
            assertTrue(
                    names.containsAll(Set.of("ipaddresses", "servicecidrs", "servicecidrs/status")), names.toString());
        }
    }

    @Test
    void serviceStatus_patchedAndUpdated_isTheStatusAlone() {
        try (TestApi api = new TestApi()) {
            String service = "/api/v1/namespaces/default/services/one";
            api.post(
                    "/api/v1/namespaces/default/services",
                    "{\"metadata\":{\"name\":\"one\"},\"spec\":{\"type\":\"LoadBalancer\",\"ports\":[{\"port\":80}]}}");
            JsonObject patched = api.patch(
                            service + "/status",
                            MERGE,
                            "{\"metadata\":{\"annotations\":{\"a\":\"b\"}},\"spec\":{\"sessionAffinity\":\"ClientIP\"},"
                                    + "\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"203.0.113.1\"}]}}}")
                    .json();
            assertEquals("None", patched.object("spec").string("sessionAffinity"));
            assertEquals(
                    "[{\"ip\":\"203.0.113.1\",\"ipMode\":\"VIP\"}]",
                    patched.object("status")
                            .object("loadBalancer")
                            .array("ingress")
                            .toString());
            TestApi.Reply wrong = api.patch(
                    service + "/status",
                    MERGE,
                    "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"hostname\":\"192.0.2.1\"}]}}}");
            assertEquals(422, wrong.status());
            assertTrue(wrong.text().contains("must be a DNS name, not an IP address"), wrong.text());
        }
    }

    @Test
    void serviceCidr_changed_isRefused() {
        try (TestApi api = new TestApi()) {
            String path = "/apis/networking.k8s.io/v1/servicecidrs";
            api.post(path, "{\"metadata\":{\"name\":\"one\"},\"spec\":{\"cidrs\":[\"10.1.1.0/24\"]}}");
            TestApi.Reply other = api.patch(path + "/one", MERGE, "{\"spec\":{\"cidrs\":[\"10.1.2.0/24\"]}}");
            assertTrue(other.text().contains("field is immutable"), other.text());
            TestApi.Reply both =
                    api.patch(path + "/one", MERGE, "{\"spec\":{\"cidrs\":[\"10.1.1.0/24\",\"fd00:1::/112\"]}}");
            assertEquals(200, both.status(), both.text());
        }
    }
}
