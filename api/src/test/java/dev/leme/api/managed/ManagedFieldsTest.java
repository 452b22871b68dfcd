package dev.leme.api.managed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.managed.Manager.Operation;
import dev.leme.api.schema.Schema;
import dev.leme.api.schema.Schemas;
import dev.leme.api.yaml.Yaml;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ManagedFieldsTest {
    private static final Schema DEPLOYMENT = schema("apps", "v1", "Deployment");
    private static final Instant FIRST = Instant.parse("2026-07-29T10:00:00.5Z");
    private static final Instant LATER = Instant.parse("2026-07-29T11:00:00Z");
    private static final Manager HELM = new Manager("helm", Operation.APPLY, "");
    private static final Manager TEAM = new Manager("team", Operation.APPLY, "");
    private static final Manager CREATE = new Manager("kubectl-create", Operation.UPDATE, "");
    private static final Manager EDIT = new Manager("kubectl-edit", Operation.UPDATE, "");

    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              labels: {app: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              strategy:
                type: RollingUpdate
                rollingUpdate: {maxSurge: 1}
              template:
                metadata:
                  labels: {app: web}
                spec:
                  containers:
                  - name: c
                    image: nginx
                    ports:
                    - containerPort: 80
            """;

    private static Schema schema(String group, String version, String kind) {
        return known(Schemas.of(group, version, kind));
    }

    private static Schema known(@Nullable Schema schema) {
        return Objects.requireNonNull(schema);
    }

    private static JsonObject yaml(String text) {
        return (JsonObject) Yaml.parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), _ -> {});
    }

    private static JsonObject apply(JsonObject live, String configuration, Manager manager, Instant now) {
        return ManagedFields.applied(DEPLOYMENT, live, yaml(configuration), manager, FieldSet.EMPTY, false, now);
    }

    private static JsonObject nothing() {
        return yaml("{apiVersion: apps/v1, kind: Deployment}");
    }

    private static String fields(JsonObject object, int entry) {
        return Json.write(entry(object, entry).object("fieldsV1"));
    }

    private static JsonObject entry(JsonObject object, int entry) {
        return entries(object).get(entry);
    }

    private static List<JsonObject> entries(JsonObject object) {
        return object.object("metadata").array("managedFields").objects();
    }

    /** As a v1.36 cluster shows it. */
    @Test
    void created_byUpdate_ownsAllButTheSystemsFields() {
        JsonObject made = ManagedFields.created(DEPLOYMENT, yaml(WEB), CREATE, FieldSet.EMPTY, FIRST);
        assertEquals("""
                {"f:metadata":{"f:labels":{".":{},"f:app":{}}},\
                "f:spec":{"f:replicas":{},"f:selector":{},\
                "f:strategy":{"f:type":{},"f:rollingUpdate":{".":{},"f:maxSurge":{}}},\
                "f:template":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},\
                "f:spec":{"f:containers":{"k:{\\"name\\":\\"c\\"}":{".":{},"f:name":{},"f:image":{},\
                "f:ports":{".":{},"k:{\\"containerPort\\":80,\\"protocol\\":\\"TCP\\"}":{".":{},\
                "f:containerPort":{}}}}}}}}}""", fields(made, 0));
        assertEquals("2026-07-29T10:00:00Z", entry(made, 0).string("time"));
        assertEquals("Update", entry(made, 0).string("operation"));
    }

    @Test
    void applied_ownsLeavesAndElements() {
        JsonObject made = apply(nothing(), WEB, HELM, FIRST);
        assertEquals("""
                {"f:metadata":{"f:labels":{"f:app":{}}},\
                "f:spec":{"f:replicas":{},"f:selector":{},\
                "f:strategy":{"f:type":{},"f:rollingUpdate":{"f:maxSurge":{}}},\
                "f:template":{"f:metadata":{"f:labels":{"f:app":{}}},\
                "f:spec":{"f:containers":{"k:{\\"name\\":\\"c\\"}":{".":{},"f:name":{},"f:image":{},\
                "f:ports":{"k:{\\"containerPort\\":80,\\"protocol\\":\\"TCP\\"}":{".":{},\
                "f:containerPort":{}}}}}}}}}""", fields(made, 0));
    }

    @Test
    void applied_again_changesNothing() {
        JsonObject made = apply(nothing(), WEB, HELM, FIRST);
        assertEquals(made, apply(made, WEB, HELM, LATER));
    }

    @Test
    void applied_withoutAField_removesItUnlessAnotherHasIt() {
        JsonObject made = apply(nothing(), WEB, HELM, FIRST);
        String team = "{apiVersion: apps/v1, kind: Deployment, metadata: {labels: {team: a, app: web}}}";
        JsonObject shared = apply(made, team, TEAM, FIRST);
        String bare = WEB.replace("  labels: {app: web}\nspec", "spec").replace("  replicas: 2\n", "");
        JsonObject left = apply(shared, bare, HELM, LATER);
        assertEquals(
                "{\"app\":\"web\",\"team\":\"a\"}",
                left.object("metadata").object("labels").toString());
        assertFalse(left.object("spec").has("replicas"));
        JsonObject alone = apply(left, "{apiVersion: apps/v1, kind: Deployment}", TEAM, LATER);
        assertFalse(alone.object("metadata").has("labels"), "what becomes empty goes");
        assertTrue(alone.object("spec").has("template"));
    }

    @Test
    void applied_withoutAListsElement_removesItAndKeepsTheirsInOrder() {
        String two = WEB.replace("      - name: c\n", "      - {name: a, image: a}\n      - name: c\n");
        JsonObject made = apply(nothing(), two, HELM, FIRST);
        String sidecar = """
                apiVersion: apps/v1
                kind: Deployment
                spec: {template: {spec: {containers: [{name: side, image: s}]}}}
                """;
        JsonObject three = apply(made, sidecar, TEAM, FIRST);
        JsonObject left = apply(three, WEB, HELM, LATER);
        assertEquals(
                List.of("c", "side"),
                left.object("spec").object("template").object("spec").array("containers").objects().stream()
                        .map(each -> each.string("name"))
                        .toList());
    }

    @Test
    void applied_overAnothersValue_conflictsUnlessForcedOrEqual() {
        JsonObject made = ManagedFields.created(DEPLOYMENT, yaml(WEB), CREATE, FieldSet.EMPTY, FIRST);
        apply(made, "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 2}}", HELM, LATER);
        String other = "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 3, paused: true}}";
        ApplyConflicts one = assertThrows(ApplyConflicts.class, () -> apply(made, other, HELM, LATER));
        assertEquals(
                "Apply failed with 1 conflict: conflict with \"kubectl-create\" using apps/v1: .spec.replicas",
                one.getMessage());
        String image = WEB.replace("replicas: 2", "replicas: 5").replace("nginx", "httpd");
        ApplyConflicts two = assertThrows(ApplyConflicts.class, () -> apply(made, image, HELM, LATER));
        assertEquals("""
                Apply failed with 2 conflicts: conflicts with "kubectl-create" using apps/v1:
                - .spec.replicas
                - .spec.template.spec.containers[name="c"].image""", two.getMessage());
        JsonObject forced = ManagedFields.applied(DEPLOYMENT, made, yaml(other), HELM, FieldSet.EMPTY, true, LATER);
        assertEquals(3, forced.object("spec").number("replicas", 0));
        assertEquals("{\"f:spec\":{\"f:replicas\":{},\"f:paused\":{}}}", fields(forced, 0));
        assertFalse(fields(forced, 1).contains("replicas"), "its former owner has lost it");
    }

    @Test
    void updated_takesWhatItChanges_andLeavesWhatItRemovesToNoOne() {
        JsonObject made = apply(nothing(), WEB, HELM, FIRST);
        JsonObject changed =
                made.update("spec", spec -> spec.with("replicas", 9).without("strategy"));
        JsonObject edited = ManagedFields.updated(DEPLOYMENT, made, changed, EDIT, LATER);
        assertFalse(fields(edited, 0).contains("replicas"), fields(edited, 0));
        assertFalse(fields(edited, 0).contains("maxSurge"), fields(edited, 0));
        assertEquals("{\"f:spec\":{\"f:replicas\":{}}}", fields(edited, 1));
        JsonObject paused = edited.update("spec", spec -> spec.with("paused", true));
        JsonObject last = ManagedFields.updated(DEPLOYMENT, edited, paused, EDIT, LATER);
        assertEquals("{\"f:spec\":{\"f:replicas\":{},\"f:paused\":{}}}", fields(last, 1));
        assertEquals(last, ManagedFields.updated(DEPLOYMENT, last, last, CREATE, LATER), "no change, no owner");
    }

    @Test
    void updated_withOneEmptyEntry_hasNoOwnersUntilAConfigurationIsApplied() {
        JsonObject made = apply(nothing(), WEB, HELM, FIRST);
        JsonObject reset = made.update("metadata", metadata -> metadata.with("managedFields", Json.parse("[{}]")));
        JsonObject none = ManagedFields.updated(DEPLOYMENT, made, reset, EDIT, LATER);
        assertEquals(List.of(), entries(none));
        JsonObject changed = none.update("spec", spec -> spec.with("replicas", 9));
        JsonObject still = ManagedFields.updated(DEPLOYMENT, none, changed, EDIT, LATER);
        assertEquals(List.of(), entries(still));
        JsonObject applied = apply(still, "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 9}}", HELM, LATER);
        assertEquals("before-first-apply", entry(applied, 1).string("manager"));
        assertThrows(
                ApplyConflicts.class,
                () -> apply(still, "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 1}}", HELM, LATER));
    }

    @Test
    void updaters_beyondTen_arePutTogether() {
        JsonObject object = ManagedFields.created(DEPLOYMENT, yaml(WEB), CREATE, FieldSet.EMPTY, FIRST);
        for (int i = 0; i < 15; i++) {
            String label = "l" + i;
            JsonObject changed =
                    object.update("metadata", metadata -> metadata.update("labels", labels -> labels.with(label, "x")));
            Manager manager = new Manager("m" + i, Operation.UPDATE, "");
            object = ManagedFields.updated(DEPLOYMENT, object, changed, manager, LATER.plusSeconds(i));
        }
        assertEquals(10, entries(object).size());
        assertTrue(
                entries(object).stream().anyMatch(each -> each.string("manager").equals("ancient-changes")));
    }

    @Test
    void kubectl_thatAppliedAtTheClient_goesOnAtTheServer() {
        JsonObject configured = yaml(WEB);
        JsonObject annotated = configured.update(
                "metadata",
                metadata -> metadata.with(
                        "annotations",
                        JsonObject.EMPTY.with(
                                "kubectl.kubernetes.io/last-applied-configuration", Json.write(configured))));
        Manager atClient = new Manager("kubectl-client-side-apply", Operation.UPDATE, "");
        JsonObject live = ManagedFields.created(DEPLOYMENT, annotated, atClient, FieldSet.EMPTY, FIRST);
        String other = WEB.replace("replicas: 2", "replicas: 3");
        Manager atServer = new Manager("kubectl", Operation.APPLY, "");
        JsonObject taken = apply(live, other, atServer, LATER);
        assertEquals(3, taken.object("spec").number("replicas", 0));
        String note = taken.object("metadata")
                .object("annotations")
                .string("kubectl.kubernetes.io/last-applied-configuration");
        assertTrue(note.contains("\"replicas\":3"), note);
        assertThrows(ApplyConflicts.class, () -> apply(live, other, HELM, LATER));
    }

    @Test
    void manager_withoutAName_isUnknown() {
        assertEquals("kubectl", Manager.nameOf("kubectl/v1.32.4 (linux/amd64) kubernetes/1234"));
        assertEquals("curl", Manager.nameOf("curl"));
        assertEquals("unknown", Manager.nameOf(""));
    }
}
