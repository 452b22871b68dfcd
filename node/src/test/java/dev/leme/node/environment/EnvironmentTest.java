package dev.leme.node.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.quantity.Quantity;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.Scene;
import dev.leme.node.runtime.EnvVar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTest {
    private static final ConfigSources SOURCES = new ConfigSources() {
        @Override
        public Optional<ApiObject> configMap(String namespace, String name) {
            return name.equals("cfg")
                    ? Optional.of(object("{\"data\":{\"a\":\"1\",\"b.c\":\"2\"}}"))
                    : Optional.empty();
        }

        @Override
        public Optional<ApiObject> secret(String namespace, String name) {
            return name.equals("sec") ? Optional.of(object("{\"data\":{\"p\":\"c2VjcmV0\"}}")) : Optional.empty();
        }

        @Override
        public List<ApiObject> services() {
            return List.of(
                    service("default", "kubernetes", "10.43.0.1", "\"name\":\"https\",\"port\":443"),
                    service("default", "my-web", "10.43.0.7", "\"port\":80,\"protocol\":\"TCP\""),
                    service("default", "headless", "None", "\"port\":80"),
                    service("other", "far", "10.43.0.8", "\"port\":80"));
        }
    };

    private static ApiObject object(String json) {
        return ApiObject.of((JsonObject) Json.parse(json));
    }

    private static ApiObject service(String namespace, String name, String ip, String port) {
        return object("{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"" + namespace
                + "\"},\"spec\":{\"clusterIP\":\"" + ip + "\",\"ports\":[{" + port + "}]}}");
    }

    private static Map<String, String> environment(String podFields, String container) {
        PodManifest pod = Scene.pod(podFields + "\"containers\":[{\"name\":\"c\"," + container + "}]");
        PodFacts facts = new PodFacts(
                pod,
                "node-1",
                List.of("10.42.0.5"),
                List.of("192.168.7.1"),
                Map.of("cpu", Quantity.of(2), "memory", Quantity.parse("4Gi")));
        Map<String, String> found = new LinkedHashMap<>();
        for (EnvVar variable :
                new Environment(facts, SOURCES).of(pod.mainContainers().getFirst())) {
            found.put(variable.name(), variable.value());
        }
        return found;
    }

    private static final String NO_LINKS = "\"enableServiceLinks\":false,";

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "$(A), 1",
        "x$(A)y$(A), x1y1",
        "$$(A), $(A)",
        "$$$(A), $1",
        "$(NO), $(NO)",
        "$(A, $(A",
        "$A, $A",
        "$, $",
        "end$$, end$",
    })
    void expansion_followsTheRules(String text, String expected) {
        assertEquals(expected, Expansion.expand(text, name -> name.equals("A") ? "1" : null));
    }

    @Test
    void env_refersToEarlierVariablesAndServices() {
        Map<String, String> found = environment("", """
                "env":[{"name":"A","value":"1"},{"name":"B","value":"$(A)-$(MY_WEB_SERVICE_HOST)-$(LATER)"},
                  {"name":"LATER","value":"2"}]
                """);
        assertEquals("1-10.43.0.7-$(LATER)", found.get("B"));
    }

    @Test
    void serviceLinks_areTheNamespacesServicesAndKubernetes() {
        Map<String, String> found = environment("", "\"env\":[]");
        assertEquals("10.43.0.1", found.get("KUBERNETES_SERVICE_HOST"));
        assertEquals("443", found.get("KUBERNETES_SERVICE_PORT_HTTPS"));
        assertEquals("tcp://10.43.0.7:80", found.get("MY_WEB_PORT"));
        assertEquals("tcp://10.43.0.7:80", found.get("MY_WEB_PORT_80_TCP"));
        assertEquals("tcp", found.get("MY_WEB_PORT_80_TCP_PROTO"));
        assertEquals("10.43.0.7", found.get("MY_WEB_PORT_80_TCP_ADDR"));
        assertFalse(found.containsKey("HEADLESS_SERVICE_HOST"));
        assertFalse(found.containsKey("FAR_SERVICE_HOST"));
        Map<String, String> without = environment(NO_LINKS, "\"env\":[]");
        assertEquals("10.43.0.1", without.get("KUBERNETES_SERVICE_HOST"));
        assertFalse(without.containsKey("MY_WEB_SERVICE_HOST"));
    }

    @Test
    void valueFrom_readsFieldsResourcesAndKeys() {
        Map<String, String> found = environment(NO_LINKS, """
                "resources":{"limits":{"cpu":"1500m"},"requests":{"memory":"1Mi"}},
                "env":[{"name":"NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}},
                  {"name":"IP","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"}}},
                  {"name":"NODE","valueFrom":{"fieldRef":{"fieldPath":"spec.nodeName"}}},
                  {"name":"CPU","valueFrom":{"resourceFieldRef":{"resource":"limits.cpu"}}},
                  {"name":"MILLIS","valueFrom":{"resourceFieldRef":{"resource":"limits.cpu","divisor":"1m"}}},
                  {"name":"MEM","valueFrom":{"resourceFieldRef":{"resource":"requests.memory","divisor":"1Ki"}}},
                  {"name":"ALLOC","valueFrom":{"resourceFieldRef":{"resource":"limits.memory","divisor":"1Gi"}}},
                  {"name":"CM","valueFrom":{"configMapKeyRef":{"name":"cfg","key":"a"}}},
                  {"name":"SEC","valueFrom":{"secretKeyRef":{"name":"sec","key":"p"}}},
                  {"name":"NONE","valueFrom":{"secretKeyRef":{"name":"sec","key":"x","optional":true}}}]
                """);
        assertEquals("p", found.get("NAME"));
        assertEquals("10.42.0.5", found.get("IP"));
        assertEquals("node-1", found.get("NODE"));
        assertEquals("2", found.get("CPU"));
        assertEquals("1500", found.get("MILLIS"));
        assertEquals("1024", found.get("MEM"));
        assertEquals("4", found.get("ALLOC"));
        assertEquals("1", found.get("CM"));
        assertEquals("secret", found.get("SEC"));
        assertFalse(found.containsKey("NONE"));
    }

    @Test
    void envFrom_takesAllKeysWithPrefix_andEnvWins() {
        Map<String, String> found = environment(NO_LINKS, """
                "envFrom":[{"prefix":"P_","configMapRef":{"name":"cfg"}},{"secretRef":{"name":"no","optional":true}}],
                "env":[{"name":"P_a","value":"mine"}]
                """);
        assertEquals("mine", found.get("P_a"));
        assertEquals("2", found.get("P_b.c"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"configMapKeyRef\":{\"name\":\"no\",\"key\":\"k\"} | configmap \"no\" not found",
                "\"secretKeyRef\":{\"name\":\"no\",\"key\":\"k\"} | secret \"no\" not found",
                "\"configMapKeyRef\":{\"name\":\"cfg\",\"key\":\"k\"} | couldn't find key k in ConfigMap default/cfg",
                "\"secretKeyRef\":{\"name\":\"sec\",\"key\":\"k\"} | couldn't find key k in Secret default/sec",
            })
    void missingSource_isToldAsPeopleKnowIt(String from, String message) {
        ConfigException failure = assertThrows(
                ConfigException.class,
                () -> environment(NO_LINKS, "\"env\":[{\"name\":\"X\",\"valueFrom\":{" + from + "}}]"));
        assertEquals(message, failure.text());
    }
}
