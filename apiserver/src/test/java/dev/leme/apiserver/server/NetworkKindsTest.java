package dev.leme.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the conformance suite asks of the kinds of the network beside the verbs that every kind has. */
class NetworkKindsTest {

    private static final String MERGE = "merge-patch+json";

    @Test
    void discovery_hasTheKindsOfTheNetwork() {
        try (TestApi api = new TestApi()) {
            Set<String> names = api.get("/apis/networking.k8s.io/v1").json().array("resources").objects().stream()
                    .map(resource -> resource.string("name"))
                    .collect(Collectors.toSet());
            assertTrue(
                    names.containsAll(Set.of(
                            "ingressclasses",
                            "ingresses",
                            "ingresses/status",
                            "ipaddresses",
                            "networkpolicies",
                            "servicecidrs",
                            "servicecidrs/status")),
                    names.toString());
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

    private static final String INGRESSES = "/apis/networking.k8s.io/v1/namespaces/default/ingresses";
    private static final String BACKEND =
            "\"spec\":{\"defaultBackend\":{\"service\":{\"name\":\"web\",\"port\":{\"number\":80}}}}";

    @Test
    void ingressStatus_patchedAndUpdated_isTheStatusAlone() {
        try (TestApi api = new TestApi()) {
            api.post(INGRESSES, "{\"metadata\":{\"name\":\"one\"}," + BACKEND + "}");
            String status = INGRESSES + "/one/status";
            TestApi.Reply patched = api.patch(
                    status,
                    MERGE,
                    "{\"spec\":{\"ingressClassName\":\"x\"},"
                            + "\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"169.1.1.1\"}]}}}");
            assertEquals(200, patched.status(), patched.text());
            assertEquals("", patched.object().spec().string("ingressClassName"));
            TestApi.Reply updated = api.put(status, patched.text().replace("169.1.1.1", "169.1.1.2"));
            assertEquals(200, updated.status(), updated.text());
            assertTrue(api.get(status).text().contains("169.1.1.2"));
        }
    }

    @Test
    void ingress_withoutAClass_getsTheDefaultOne() {
        try (TestApi api = new TestApi()) {
            api.post(
                    "/apis/networking.k8s.io/v1/ingressclasses",
                    "{\"metadata\":{\"name\":\"usual\",\"annotations\":{"
                            + "\"ingressclass.kubernetes.io/is-default-class\":\"true\"}},"
                            + "\"spec\":{\"controller\":\"example.com/controller\"}}");
            api.post(INGRESSES, "{\"metadata\":{\"name\":\"one\"}," + BACKEND + "}");
            assertEquals("usual", api.get(INGRESSES + "/one").object().spec().string("ingressClassName"));
            api.post(
                    INGRESSES,
                    "{\"metadata\":{\"name\":\"old\",\"annotations\":{\"kubernetes.io/ingress.class\":\"mine\"}},"
                            + BACKEND + "}");
            assertEquals("", api.get(INGRESSES + "/old").object().spec().string("ingressClassName"));
        }
    }

    @Test
    void networkPolicy_thatNobodyEnforces_isWarnedOf() {
        try (TestApi api = new TestApi()) {
            TestApi.Reply made = api.post(
                    "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies",
                    "{\"metadata\":{\"name\":\"one\"},\"spec\":{\"podSelector\":{}}}");
            assertEquals(201, made.status(), made.text());
            assertTrue(made.headers().getOrDefault("warning", "").contains("not enforced"), made.toString());
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
