package dev.leme.api.views;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.apps.v1.StatefulSet;
import dev.leme.api.core.v1.ConfigMapKeySelector;
import dev.leme.api.core.v1.EphemeralContainer;
import dev.leme.api.core.v1.PodSpec;
import dev.leme.api.core.v1.Secret;
import dev.leme.api.core.v1.ServicePort;
import dev.leme.api.json.IntOrString;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.meta.v1.ObjectMeta;
import dev.leme.api.object.ApiObject;
import dev.leme.api.quantity.Quantity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The generated views, by examples of each sort of field. */
class ViewsTest {

    private static final StatefulSet SET = StatefulSet.builder()
            .metadata(meta -> meta.name("nginx").namespace("default").putLabels("app", "nginx"))
            .spec(spec -> spec.replicas(3)
                    .serviceName("nginx")
                    .template(template -> template.spec(pod -> pod.addContainers(container -> container
                            .name("nginx")
                            .image("nginx")
                            .resources(r -> r.requests(Map.of("cpu", Quantity.parse("250m"))))))))
            .build();

    @Test
    void builder_ofAKind_setsApiVersionAndKind() {
        assertEquals(Json.parse("""
                        {"apiVersion":"apps/v1","kind":"StatefulSet",
                         "metadata":{"name":"nginx","namespace":"default","labels":{"app":"nginx"}},
                         "spec":{"replicas":3,"serviceName":"nginx","template":{"spec":{"containers":[
                           {"name":"nginx","image":"nginx","resources":{"requests":{"cpu":"250m"}}}]}}}}
                        """), SET.json());
        assertEquals("apps/v1", StatefulSet.API_VERSION);
        assertEquals("apps", StatefulSet.GROUP);
    }

    @Test
    void view_ofAnObject_readsWithoutCopy() {
        ApiObject object = ApiObject.of(SET.json());
        StatefulSet view = StatefulSet.of(object);
        assertSame(object.json(), view.json());
        assertEquals(SET, view);
        assertEquals(3, view.spec().replicas());
        assertEquals(
                Quantity.parse("0.25"),
                view.spec()
                        .template()
                        .spec()
                        .containers()
                        .getFirst()
                        .resources()
                        .requests()
                        .get("cpu"));
    }

    @Test
    void absent_readsAsZeroValue() {
        PodSpec spec = PodSpec.of(JsonObject.EMPTY);
        assertEquals("", spec.nodeName());
        assertEquals(0, spec.terminationGracePeriodSeconds());
        assertFalse(spec.hasTerminationGracePeriodSeconds());
        assertEquals(List.of(), spec.containers());
        assertEquals("", spec.securityContext().seLinuxOptions().level());
        assertNull(ObjectMeta.of(JsonObject.EMPTY).deletionTimestamp());
        assertTrue(spec.affinity().json().isEmpty());
    }

    @Test
    void toBuilder_changesOneThing() {
        StatefulSet scaled = SET.toBuilder().spec(spec -> spec.replicas(5)).build();
        assertEquals(5, scaled.spec().replicas());
        assertEquals("nginx", scaled.spec().serviceName());
        assertFalse(scaled.toBuilder().clearSpec().build().hasSpec());
    }

    @Test
    void specialTypes_roundTrip() {
        Instant now = Instant.parse("2026-01-31T12:00:00Z");
        assertEquals(now, ObjectMeta.builder().creationTimestamp(now).build().creationTimestamp());
        byte[] bytes = "secret".getBytes(StandardCharsets.UTF_8);
        Secret secret = Secret.builder().putData("key", bytes).build();
        assertEquals("c2VjcmV0", secret.json().object("data").string("key"));
        assertEquals("secret", new String(secret.data().getOrDefault("key", new byte[0]), StandardCharsets.UTF_8));
        ServicePort port =
                ServicePort.builder().targetPort(IntOrString.of("http")).build();
        assertEquals(IntOrString.of("http"), port.targetPort());
    }

    @Test
    void embeddedStructs_areInlined() {
        assertEquals(
                "config", ConfigMapKeySelector.builder().name("config").build().name());
        assertEquals(
                "debug",
                EphemeralContainer.of(JsonObject.EMPTY.with("name", "debug")).name());
    }

    @Test
    void scaled_ofPercentage_roundsAsAsked() {
        assertEquals(2, IntOrString.of("25%").scaled(5, true));
        assertEquals(1, IntOrString.of("25%").scaled(5, false));
        assertEquals(7, IntOrString.of(7).scaled(5, false));
    }
}
