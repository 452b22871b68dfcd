package dev.leme.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GenerateTest {

    private static final Map<String, Message> MESSAGES =
            Generate.messages().stream().collect(Collectors.toMap(Message::proto, Function.identity()));

    private static Message message(String name) {
        return Objects.requireNonNull(MESSAGES.get("k8s.io.api" + (name.startsWith("ext") ? "" : ".") + name), name);
    }

    private static Field field(Message message, String name) {
        return message.fields().stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void messages_embeddedStruct_isInlinedWithItsNumberPath() {
        Message volume = message("core.v1.Volume");
        assertEquals("1", field(volume, "name").number());
        assertEquals("2.1", field(volume, "hostPath").number());
        Message rule = message("admissionregistration.v1.NamedRuleWithOperations");
        assertEquals("2.2.1", field(rule, "apiGroups").number());
    }

    @Test
    void messages_kind_isWhatTheClientHasWithTypeMeta() {
        assertTrue(message("apps.v1.StatefulSet").kind());
        assertTrue(message("apps.v1.StatefulSet").isObject());
        assertTrue(message("apps.v1.StatefulSetList").kind());
        assertFalse(message("apps.v1.StatefulSetList").isObject());
        assertFalse(message("core.v1.PodTemplateSpec").kind());
        assertFalse(message("core.v1.ObjectReference").kind());
    }

    @Test
    void messages_field_hasMarkersAndRequiredness() {
        Field containers = field(message("core.v1.PodSpec"), "containers");
        assertEquals("name", containers.marker("patchMergeKey"));
        assertEquals(List.of("name"), containers.markers("listMapKey"));
        assertTrue(containers.required());
        assertEquals(Field.Shape.LIST, containers.shape());
        assertEquals(
                FieldType.QUANTITY,
                field(message("core.v1.ResourceRequirements"), "limits").type());
    }

    @Test
    void messages_jsonName_isTheClients() {
        List<String> names = message("extensions_apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps").fields().stream()
                .map(Field::name)
                .toList();
        assertTrue(
                names.containsAll(List.of("$ref", "x-kubernetes-preserve-unknown-fields", "oneOf")), names::toString);
        assertEquals(
                "Port", message("core.v1.DaemonEndpoint").fields().getFirst().name());
    }

    @Test
    void accessor_ofOddNames_isJava() {
        assertEquals("default_", Names.accessor("default"));
        assertEquals("xKubernetesListType", Names.accessor("x-kubernetes-list-type"));
        assertEquals("ref", Names.accessor("$ref"));
        assertEquals("object_", Names.accessor("object"));
    }

    @Test
    void join_ofLines_keepsParagraphsAndDropsNotes() {
        assertEquals(
                "One two.\n\nThree.",
                Descriptions.join(List.of("One", "two.", "", "Three.", "TODO: no", "---", "gone")));
        assertEquals("One sentence.", Descriptions.firstSentence("One sentence. Another."));
    }

    @Test
    void pointers_nameOnlyWhatExists() {
        Pointers pointers = Pointers.read(MESSAGES.values());
        Message set = message("apps.v1.StatefulSetSpec");
        assertTrue(pointers.contains(set, field(set, "replicas")));
        assertFalse(pointers.contains(set, field(set, "minReadySeconds")));
    }
}
