package dev.leme.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.apiserver.server.TestApi.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Server-side apply and the owners of fields, as clients see them. */
final class ServerSideApplyTest {
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String WEB = DEPLOYMENTS + "/web";
    private static final String CONFIGURATION = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata:
                  labels: {app: web}
                spec:
                  containers:
                  - name: c
                    image: nginx
            """;

    private final TestApi api = new TestApi();

    @AfterEach
    void close() {
        api.close();
    }

    private Reply apply(String path, String query, String configuration) {
        return api.send("PATCH", path, query, Map.of("Content-Type", "application/apply-patch+yaml"), configuration);
    }

    private Reply as(String agent, String method, String path, String type, String body) {
        return api.send(method, path, "", Map.of("User-Agent", agent + "/v1 (linux)", "Content-Type", type), body);
    }

    private static List<String> owners(Reply reply) {
        return reply.json().object("metadata").array("managedFields").objects().stream()
                .map(each -> each.string("manager") + " " + each.string("operation")
                        + (each.has("subresource") ? " " + each.string("subresource") : ""))
                .toList();
    }

    private static String fields(Reply reply, int entry) {
        return reply.json()
                .object("metadata")
                .array("managedFields")
                .objects()
                .get(entry)
                .object("fieldsV1")
                .toString();
    }

    @Test
    void apply_makesTheObject_andAgainChangesNothing() {
        Reply made = apply(WEB, "fieldManager=helm", CONFIGURATION);
        assertEquals(201, made.status(), made.text());
        assertEquals(List.of("helm Apply"), owners(made));
        assertFalse(fields(made, 0).contains("strategy"), "what is filled in belongs to no one");
        Reply again = apply(WEB, "fieldManager=helm", CONFIGURATION);
        assertEquals(200, again.status(), again.text());
        assertEquals(made.object().resourceVersion(), again.object().resourceVersion());
        assertEquals(made.json(), again.json());
    }

    @Test
    void apply_ofAnothersField_conflictsUntilForced() {
        apply(WEB, "fieldManager=helm", CONFIGURATION);
        as("kubectl", "PATCH", WEB, "application/merge-patch+json", "{\"spec\":{\"replicas\":5}}");
        assertEquals(List.of("helm Apply", "kubectl Update"), owners(api.get(WEB)));
        Reply refused = apply(WEB, "fieldManager=helm", CONFIGURATION);
        assertEquals(409, refused.status(), refused.text());
        assertEquals(
                "Apply failed with 1 conflict: conflict with \"kubectl\" using apps/v1: .spec.replicas",
                refused.json().string("message"));
        JsonObject cause =
                refused.json().object("details").array("causes").objects().getFirst();
        assertEquals(
                "{\"reason\":\"FieldManagerConflict\",\"message\":\"conflict with \\\"kubectl\\\" using apps/v1\","
                        + "\"field\":\".spec.replicas\"}",
                cause.toString());
        Reply forced = apply(WEB, "fieldManager=helm&force=true", CONFIGURATION);
        assertEquals(2, forced.object().spec().number("replicas", 0), forced.text());
        assertEquals(List.of("helm Apply"), owners(forced), "kubectl has nothing left");
    }

    @Test
    void apply_withoutWhatItHadBefore_leavesTheServersDefault() {
        apply(WEB, "fieldManager=helm", CONFIGURATION);
        Reply fewer = apply(WEB, "fieldManager=helm", CONFIGURATION.replace("  replicas: 2\n", ""));
        assertEquals(1, fewer.object().spec().number("replicas", 0), fewer.text());
    }

    @Test
    void apply_ofTheStatus_ownsItAsASubresource() {
        apply(WEB, "fieldManager=helm", CONFIGURATION);
        String status = """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                status: {conditions: [{type: Mine, status: "True"}]}
                """;
        Reply set = apply(WEB + "/status", "fieldManager=operator", status);
        assertEquals(200, set.status(), set.text());
        assertEquals(List.of("helm Apply", "operator Apply status"), owners(set));
        assertEquals(
                "Mine",
                set.object().status().array("conditions").objects().getFirst().string("type"));
        assertEquals(
                404,
                apply(DEPLOYMENTS + "/none/status", "fieldManager=operator", status.replace("web", "none"))
                        .status());
    }

    @Test
    void create_byUpdate_isOwnedByTheClientsName() {
        Reply made = as("curl", "POST", "/api/v1/namespaces/default/configmaps", "application/json", """
                {"metadata":{"name":"c","managedFields":[{"manager":"x"}]},"data":{"a":"1"}}""");
        assertEquals(List.of("curl Update"), owners(made));
        assertEquals("{\"f:data\":{\".\":{},\"f:a\":{}}}", fields(made, 0));
        assertEquals(
                "v1",
                made.json()
                        .object("metadata")
                        .array("managedFields")
                        .objects()
                        .getFirst()
                        .string("apiVersion"));
    }

    @Test
    void update_withoutAChange_writesNothing() {
        Reply made = as("curl", "POST", "/api/v1/namespaces/default/configmaps", "application/json", """
                {"metadata":{"name":"c"},"data":{"a":"1"}}""");
        Reply same =
                as("other", "PATCH", "/api/v1/namespaces/default/configmaps/c", "application/merge-patch+json", """
                {"data":{"a":"1"}}""");
        assertEquals(made.object().resourceVersion(), same.object().resourceVersion());
        assertEquals(List.of("curl Update"), owners(same));
    }

    @Test
    void owners_canBeReplacedAndReset() {
        apply(WEB, "fieldManager=helm", CONFIGURATION);
        Reply renamed = as("kubectl", "PATCH", WEB, "application/json-patch+json", """
                [{"op":"replace","path":"/metadata/managedFields/0/manager","value":"argo"}]""");
        assertEquals(List.of("argo Apply"), owners(renamed), renamed.text());
        Reply reset = as("kubectl", "PATCH", WEB, "application/merge-patch+json", """
                {"metadata":{"managedFields":[{}]}}""");
        assertEquals(List.of(), owners(reset), reset.text());
    }

    @Test
    void apply_saidWrongly_isRefused() {
        Reply nameless = apply(WEB, "", CONFIGURATION);
        assertEquals(422, nameless.status());
        assertEquals(
                "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch",
                nameless.json().string("message"));
        Reply other = apply(DEPLOYMENTS + "/other", "fieldManager=helm", CONFIGURATION);
        assertEquals(400, other.status(), other.text());
        Reply owned = apply(
                WEB,
                "fieldManager=helm",
                CONFIGURATION.replace("  name: web\n", "  name: web\n  managedFields: [{manager: x}]\n"));
        assertEquals("metadata.managedFields must be nil", owned.json().string("message"));
        Reply broken = apply(WEB, "fieldManager=helm", "a: [");
        assertEquals(400, broken.status(), broken.text());
        Reply forced =
                api.send("PATCH", WEB, "force=true", Map.of("Content-Type", "application/merge-patch+json"), "{}");
        assertEquals(422, forced.status());
        assertTrue(forced.text().contains("force: Forbidden: may not be specified for non-apply patch"), forced.text());
    }

    @Test
    void apply_asADryRun_writesNothing() {
        Reply shown = apply(WEB, "fieldManager=helm&dryRun=All", CONFIGURATION);
        assertEquals(201, shown.status(), shown.text());
        assertEquals(404, api.get(WEB).status());
    }
}
