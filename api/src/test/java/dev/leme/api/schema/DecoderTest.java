package dev.leme.api.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.schema.Decoder.Decoded;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecoderTest {

    private static Schema schema(String group, String version, String kind) {
        Schema schema = Schemas.of(group, version, kind);
        assertNotNull(schema, kind);
        return schema;
    }

    private static Decoded pod(String json) {
        return Decoder.decode(schema("", "v1", "Pod"), (JsonObject) Json.parse(json));
    }

    private static JsonValue json(String json) {
        return Json.parse(json);
    }

    @Test
    void decode_ofUnknownMembers_dropsAndNamesThem() {
        Decoded decoded = pod("""
                {"Kind":"x","spec":{"foo":1,"containers":[{"name":"a"},{"name":"b","bar":{"baz":1}}]}}""");
        assertEquals(List.of("Kind", "spec.foo", "spec.containers[1].bar"), decoded.unknown());
        assertEquals(json("""
                {"spec":{"containers":[{"name":"a"},{"name":"b"}]}}"""), decoded.object());
    }

    @Test
    void decode_ofNullsAndSpecialValues_isCanonical() {
        Decoded decoded = pod("""
                {"metadata":{"creationTimestamp":null,"deletionTimestamp":"2026-01-31T13:00:00.5+01:00","labels":{}},
                 "spec":{"volumes":[],"containers":[{"resources":{"limits":{"cpu":0.5,"memory":"1024Mi"}}}]}}""");
        assertEquals(json("""
                {"metadata":{"deletionTimestamp":"2026-01-31T12:00:00Z","labels":{}},
                 "spec":{"volumes":[],"containers":[{"resources":{"limits":{"cpu":"500m","memory":"1Gi"}}}]}}"""), decoded.object());
    }

    @Test
    void decode_ofCanonicalObject_copiesNothing() {
        JsonObject pod = (JsonObject) Json.parse("""
                {"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"1"}}}]}}""");
        assertSame(pod, Decoder.decode(schema("", "v1", "Pod"), pod).object());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'spec':{'nodeName':1}} | json: cannot unmarshal number into Go struct field PodSpec.spec.nodeName of type string",
                "{'spec':{'priority':'a'}} | json: cannot unmarshal string into Go struct field PodSpec.spec.priority of type int32",
                "{'spec':{'priority':1.5}} | json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.priority of type int32",
                "{'spec':{'priority':3000000000}} | json: cannot unmarshal number 3000000000 into Go struct field PodSpec.spec.priority of type int32",
                "{'spec':{'containers':{}}} | json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container",
                "{'spec':{'containers':[{'ports':[{'containerPort':'x'}]}]}} | json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32",
                "{'metadata':{'labels':{'a':true}}} | json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string",
                "{'metadata':{'labels':'a'}} | json: cannot unmarshal string into Go struct field ObjectMeta.metadata.labels of type map[string]string",
                "{'spec':[]} | json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec",
                "{'spec':{'hostNetwork':'yes'}} | json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool",
                "{'metadata':{'creationTimestamp':'x'}} | parsing time \"x\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"x\" as \"2006\"",
                "{'spec':{'overhead':{'cpu':'x'}}} | quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
                "{'spec':{'containers':[{'livenessProbe':{'httpGet':{'port':true}}}]}} | json: cannot unmarshal bool into Go struct field HTTPGetAction.spec.containers.livenessProbe.httpGet.port of type int32"
            })
    void decode_ofWrongType_failsAsGoDoes(String json, String message) {
        // The table writes JSON with single quotes; those of a message stay.
        DecodeException failure = assertThrows(DecodeException.class, () -> pod(json.replace('\'', '"')));
        assertEquals(message, failure.getMessage());
    }

    @Test
    void decode_ofBrokenBase64_saysWhere() {
        DecodeException failure = assertThrows(
                DecodeException.class,
                () -> Decoder.decode(
                        schema("", "v1", "Secret"), (JsonObject) Json.parse("{\"data\":{\"a\":\"c2Vj!mV0\"}}")));
        assertEquals("illegal base64 data at input byte 4", failure.getMessage());
    }

    @Test
    void messages_ofUnknownAndDuplicate_areUpstreams() {
        List<String> duplicates = new ArrayList<>();
        JsonObject set = (JsonObject) Json.parse("""
                {"spec":{"foo":1,"foo":2,"replicas":1,"replicas":2,"template":{"spec":{"containers":[{"x":1}]}}}}
                """.getBytes(StandardCharsets.UTF_8), duplicates::add);
        Decoded decoded = Decoder.decode(schema("apps", "v1", "Deployment"), set);
        assertEquals(
                "strict decoding error: unknown field \"spec.foo\", unknown field \"spec.template.spec.containers[0].x\","
                        + " duplicate field \"spec.replicas\"",
                StrictErrors.joined(StrictErrors.messages(decoded.unknown(), duplicates)));
    }

    @Test
    void decode_ofEverySample_knowsEveryMember() {
        int samples = 0;
        for (Path file : Reference.samples(".json")) {
            JsonObject sample = Json.parseObject(Reference.bytes(file));
            String apiVersion = sample.string("apiVersion");
            int slash = apiVersion.indexOf('/');
            String group = slash < 0 ? "" : apiVersion.substring(0, slash);
            Schema schema = Schemas.of(group, apiVersion.substring(slash + 1), sample.string("kind"));
            if (schema == null) {
                System.out.println("no schema of " + file.getFileName());
                continue;
            }
            Decoded decoded = Decoder.decode(schema, sample);
            assertEquals(List.of(), decoded.unknown(), file.getFileName().toString());
            samples++;
        }
        System.out.println(samples + " samples decoded");
    }

    @Test
    void prune_ofCustomResource_keepsWhatTheSchemaSays() {
        Schema schema = StructuralSchema.parse((JsonObject) Json.parse("""
                {"type":"object","properties":{"spec":{"type":"object","properties":{
                  "a":{"type":"string"},
                  "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
                  "pod":{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"object"}}},
                  "list":{"type":"array","items":{"type":"object","properties":{"n":{"type":"integer"}}}}}}}}"""));
        Pruning.Pruned pruned = Pruning.prune(schema, (JsonObject) Json.parse("""
                {"apiVersion":"a/v1","kind":"K","metadata":{"name":"x"},"extra":1,"spec":{"a":1,"b":2,"free":{"z":1},
                 "pod":{"kind":"Pod","apiVersion":"v1","spec":{"gone":1}},"list":[{"n":1,"m":2}]}}"""));
        assertEquals(List.of("extra", "spec.b", "spec.pod.spec.gone", "spec.list[0].m"), pruned.unknown());
        assertEquals(json("""
                {"apiVersion":"a/v1","kind":"K","metadata":{"name":"x"},"spec":{"a":1,"free":{"z":1},
                 "pod":{"kind":"Pod","apiVersion":"v1","spec":{}},"list":[{"n":1}]}}"""), pruned.object());
    }

    @Test
    void strategicMergeKeys_comeFromTheSchema() {
        var spec = SchemaMergeKeys.of(schema("", "v1", "Pod")).field("spec").below();
        assertEquals("name", spec.field("containers").mergeKey());
        assertEquals(
                "containerPort", spec.field("containers").below().field("ports").mergeKey());
        assertEquals(false, spec.field("tolerations").merges());
    }
}
