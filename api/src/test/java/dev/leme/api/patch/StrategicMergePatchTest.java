package dev.leme.api.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leme.api.Trees;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.schema.SchemaMergeKeys;
import dev.leme.api.schema.Schemas;
import dev.leme.api.status.ApiException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategicMergePatchTest {

    /** The merging lists of a pod by name, wherever they lie. */
    private static final class PodKeys implements MergeKeys {
        private static final Map<String, String> KEYS = Map.of(
                "containers",
                "name",
                "env",
                "name",
                "ports",
                "containerPort",
                "volumes",
                "name",
                "volumeMounts",
                "mountPath",
                "finalizers",
                "",
                "ownerReferences",
                "uid");

        @Override
        public Field field(String name) {
            return new Field(KEYS.containsKey(name), false, KEYS.getOrDefault(name, ""), this);
        }
    }

    private static JsonObject apply(String document, String patch) {
        return StrategicMergePatch.apply(
                (JsonObject) Json.parse(document), (JsonObject) Json.parse(patch), new PodKeys());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {"a":{"b":1,"c":2}} | {"a":{"b":null,"d":3}} | {"a":{"c":2,"d":3}}
                    {"containers":[{"name":"a","image":"x"},{"name":"b","image":"y"}]} | {"containers":[{"name":"b","image":"z"}]} | {"containers":[{"name":"a","image":"x"},{"name":"b","image":"z"}]}
                    {"containers":[{"name":"nginx"}]} | {"containers":[{"name":"redis"}]} | {"containers":[{"name":"redis"},{"name":"nginx"}]}
                    {"containers":[{"name":"a"},{"name":"b"}]} | {"containers":[{"name":"a","$patch":"delete"}]} | {"containers":[{"name":"b"}]}
                    {"containers":[{"name":"a"},{"name":"b"}]} | {"containers":[{"$patch":"replace"},{"name":"c"}]} | {"containers":[{"name":"c"}]}
                    {"containers":[{"name":"a"},{"name":"c"}]} | {"containers":[{"name":"c","image":"x"},{"name":"b"},{"name":"c","image":"y"},{"$patch":"replace"}]} | {"containers":[{"name":"c","image":"x"},{"name":"c","image":"y"},{"name":"b"}]}
                    {"containers":[{"name":"a","env":[{"name":"X","value":"1"},{"name":"Y","value":"2"}]}]} | {"containers":[{"name":"a","env":[{"name":"Y","value":"3"}]}]} | {"containers":[{"name":"a","env":[{"name":"X","value":"1"},{"name":"Y","value":"3"}]}]}
                    {"containers":[{"name":"a","ports":[{"containerPort":80,"protocol":"TCP"}]}]} | {"containers":[{"name":"a","ports":[{"containerPort":80,"name":"web"},{"containerPort":443}]}]} | {"containers":[{"name":"a","ports":[{"containerPort":80,"protocol":"TCP","name":"web"},{"containerPort":443}]}]}
                    {"tolerations":[{"key":"a"},{"key":"b"}]} | {"tolerations":[{"key":"c"}]} | {"tolerations":[{"key":"c"}]}
                    {"finalizers":["a","b"]} | {"finalizers":["b","c"]} | {"finalizers":["a","b","c"]}
                    {"finalizers":["a","b","c"]} | {"$deleteFromPrimitiveList/finalizers":["b"]} | {"finalizers":["a","c"]}
                    {"finalizers":["a","b"]} | {"$deleteFromPrimitiveList/finalizers":["a"],"$setElementOrder/finalizers":["c","b"],"finalizers":["c"]} | {"finalizers":["c","b"]}
                    {"a":{"x":1,"y":2}} | {"a":{"$patch":"replace","z":3}} | {"a":{"z":3}}
                    {"a":{"x":1},"b":2} | {"a":{"$patch":"delete"}} | {"a":{},"b":2}
                    {"a":{"x":1}} | {"a":{"$patch":"merge","y":2}} | {"a":{"x":1,"y":2}}
                    {"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}} | {"strategy":{"$retainKeys":["type"],"type":"Recreate"}} | {"strategy":{"type":"Recreate"}}
                    {"volumes":[{"name":"v","emptyDir":{}}]} | {"volumes":[{"$retainKeys":["name","configMap"],"name":"v","configMap":{"name":"c"}}]} | {"volumes":[{"name":"v","configMap":{"name":"c"}}]}
                    {"containers":[{"name":"a"},{"name":"b"},{"name":"s"}]} | {"$setElementOrder/containers":[{"name":"b"},{"name":"a"}]} | {"containers":[{"name":"b"},{"name":"a"},{"name":"s"}]}
                    {"containers":[{"name":"s"},{"name":"a"}]} | {"$setElementOrder/containers":[{"name":"a"},{"name":"n"}],"containers":[{"name":"n","image":"i"}]} | {"containers":[{"name":"s"},{"name":"a"},{"name":"n","image":"i"}]}
                    {"containers":[{"name":"a"},{"name":"b"}]} | {"$setElementOrder/containers":[{"name":"b"}],"containers":[{"name":"a","$patch":"delete"}]} | {"containers":[{"name":"b"}]}
                    {} | {"a":{"b":null,"c":{"$patch":"replace","d":1}},"l":[{"x":1,"$patch":"delete"},{"y":2}]} | {"a":{"c":{"d":1}},"l":[{"y":2}]}
                    {"l":[1]} | {"l":null} | {}
                    {"l":[1]} | {"l":{"x":1}} | {"l":{"x":1}}
                    {"volumeMounts":[{"mountPath":"/a","name":"v"}]} | {"volumeMounts":[{"mountPath":"/a","readOnly":true}]} | {"volumeMounts":[{"mountPath":"/a","name":"v","readOnly":true}]}
                    """)
    void apply_patch_mergesByTheKindsRules(String document, String patch, String expected) {
        assertEquals(Json.parse(expected), apply(document, patch));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {"a":{}} | {"a":{"$patch":"dance"}} | 500 | Internal error occurred: unknown patch type found: dance
                    {"containers":[{"name":"a"}]} | {"containers":[{"image":"x"}]} | 500 | map: {"image":"x"} does not contain declared merge key: name
                    {"a":{"x":1}} | {"a":{"$retainKeys":["x"],"y":2}} | 400 | patch content doesn't match retainKeys
                    {"containers":[]} | {"$setElementOrder/containers":[{"name":"a"}],"containers":[{"name":"b"}]} | 400 | invalid patch format of setElementOrder list
                    {"finalizers":["a"]} | {"$deleteFromPrimitiveList/finalizers":"a"} | 400 | invalid patch format of primitive list
                    """)
    void apply_brokenPatch_isAnsweredAsUpstreamDoes(String document, String patch, int code, String message) {
        ApiException error = assertThrows(ApiException.class, () -> apply(document, patch));
        assertEquals(code, error.code());
        assertEquals(message, error.text());
    }

    @Test
    void apply_withTheKindsOwnSchema_mergesWhatTheSchemaSays() {
        MergeKeys keys = SchemaMergeKeys.of(Objects.requireNonNull(Schemas.of("apps", "v1", "Deployment")));
        JsonObject deployment = Trees.yaml("""
                {metadata: {finalizers: [a/b]}, spec: {template: {spec: {tolerations: [{key: a}],
                 volumes: [{name: v, emptyDir: {}}], imagePullSecrets: [{name: p}],
                 containers: [{name: c, image: i, args: [x], env: [{name: A, value: '1'}],
                  ports: [{containerPort: 80, protocol: TCP}]}, {name: s}]}}}}""");
        JsonObject patch = Trees.yaml("""
                {metadata: {finalizers: [c/d]}, spec: {template: {spec: {tolerations: [{key: b}],
                 volumes: [{name: w, emptyDir: {}}], imagePullSecrets: [{name: q}],
                 containers: [{name: c, args: [y], env: [{name: B, value: '2'}],
                  ports: [{containerPort: 80, name: web}]}]}}}}""");
        assertEquals(Trees.yaml("""
                        {metadata: {finalizers: [c/d, a/b]}, spec: {template: {spec: {tolerations: [{key: b}],
                         volumes: [{name: w, emptyDir: {}}, {name: v, emptyDir: {}}],
                         imagePullSecrets: [{name: q}, {name: p}],
                         containers: [{name: c, image: i, args: [y], env: [{name: B, value: '2'}, {name: A, value: '1'}],
                          ports: [{containerPort: 80, protocol: TCP, name: web}]}, {name: s}]}}}}"""), StrategicMergePatch.apply(deployment, patch, keys));
    }

    @Test
    void apply_orderOfAListThatIsNotThere_makesNone() {
        assertEquals(
                Json.parse("{\"x\":1}"), apply("{\"x\":1}", "{\"$setElementOrder/containers\":[{\"name\":\"a\"}]}"));
    }
}
