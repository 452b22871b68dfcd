package dev.leme.node.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.base.time.ManualClock;
import dev.leme.node.environment.ConfigSources;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.Scene;
import dev.leme.node.runtime.RegistryAuth;
import dev.leme.node.runtime.simulated.SimulatedRuntime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagePullerTest {
    private final ManualClock clock = new ManualClock(Scene.NOW);
    private final SimulatedRuntime runtime = new SimulatedRuntime(clock, "10.42.0.0/24");
    private final List<String> events = new ArrayList<>();
    private final ImagePuller puller = new ImagePuller(runtime, new Secrets(), clock, () -> {});
    private final ImagePuller.Listener listener = new ImagePuller.Listener() {
        @Override
        public void normal(String reason, String message) {
            events.add(reason + ": " + message);
        }

        @Override
        public void warning(String reason, String message) {
            events.add("! " + reason + ": " + message);
        }
    };

    private record Secrets() implements ConfigSources {
        @Override
        public Optional<ApiObject> configMap(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public Optional<ApiObject> secret(String namespace, String name) {
            String auth = Base64.getEncoder().encodeToString("me:pass".getBytes(StandardCharsets.UTF_8));
            String config = "{\"auths\":{\"https://reg.example/v1/\":{\"auth\":\"" + auth + "\"}}}";
            String data = Base64.getEncoder().encodeToString(config.getBytes(StandardCharsets.UTF_8));
            return Optional.of(
                    ApiObject.of((JsonObject) Json.parse("{\"data\":{\".dockerconfigjson\":\"" + data + "\"}}")));
        }

        @Override
        public List<ApiObject> services() {
            return List.of();
        }
    }

    private static PodManifest pod(String image, String policy) {
        return Scene.pod("\"imagePullSecrets\":[{\"name\":\"s\"}],\"containers\":[{\"name\":\"c\",\"image\":\"" + image
                + "\",\"imagePullPolicy\":\"" + policy + "\"}]");
    }

    private ImageOutcome ensure(String image, String policy, @Nullable ImageOutcome before) {
        PodManifest pod = pod(image, policy);
        return puller.ensure(pod, pod.mainContainers().getFirst(), before, listener);
    }

    @Test
    void ifNotPresent_pullsOnce() {
        assertInstanceOf(ImageOutcome.Present.class, ensure("nginx", "IfNotPresent", null));
        assertEquals("Pulling: Pulling image \"nginx\"", events.get(0));
        assertTrue(
                events.get(1)
                        .matches(
                                "Pulled: Successfully pulled image \"nginx\" in 0s \\(0s including waiting\\)\\. Image size: \\d+ bytes\\."),
                events.get(1));
        events.clear();
        ensure("nginx", "IfNotPresent", null);
        assertEquals(
                List.of("Pulled: Container image \"nginx\" already present on machine and can be accessed by the pod"),
                events);
    }

    @Test
    void failure_backsOffLongerEachTime() {
        runtime.failPulls("nginx:latest", "no such host");
        ImageOutcome.Missing first = assertInstanceOf(ImageOutcome.Missing.class, ensure("nginx", "Always", null));
        assertEquals("ErrImagePull", first.reason());
        assertEquals(Scene.NOW.plusSeconds(10), first.retryAt());
        assertEquals("! Failed: Error: ErrImagePull", events.getLast());
        assertTrue(events.get(1).startsWith("! Failed: Failed to pull image \"nginx\": "), events.get(1));
        ImageOutcome.Missing second = assertInstanceOf(ImageOutcome.Missing.class, ensure("nginx", "Always", first));
        assertEquals(Scene.NOW.plusSeconds(20), second.retryAt());
    }

    @Test
    void never_withoutTheImage_isToldAndNotPulled() {
        ImageOutcome.Missing missing = assertInstanceOf(ImageOutcome.Missing.class, ensure("nginx", "Never", null));
        assertEquals("ErrImageNeverPull", missing.reason());
        assertEquals("Container image \"nginx\" is not present with pull policy of Never", missing.message());
    }

    @Test
    void name_thatIsNone_isRefused() {
        ImageOutcome.Missing missing = assertInstanceOf(ImageOutcome.Missing.class, ensure("Bad Name", "Always", null));
        assertEquals("InvalidImageName", missing.reason());
    }

    @ParameterizedTest
    @CsvSource({
        "nginx,nginx:latest,docker.io",
        "nginx:1,nginx:1,docker.io",
        "reg.example:5000/a/b,reg.example:5000/a/b:latest,reg.example:5000",
        "localhost/a,localhost/a:latest,localhost",
        "library/nginx,library/nginx:latest,docker.io",
    })
    void name_partsAreFound(String image, String tagged, String registry) {
        assertEquals(tagged, ImageName.tagged(image));
        assertEquals(registry, ImageName.registry(image));
        assertTrue(ImageName.isValid(image));
    }

    @Test
    void pullSecret_isChosenByRegistry() {
        assertEquals(
                Optional.of(RegistryAuth.basic("me", "pass")),
                PullSecrets.find(pod("reg.example/a", "Always"), "reg.example/a", new Secrets()));
        assertEquals(Optional.empty(), PullSecrets.find(pod("nginx", "Always"), "nginx", new Secrets()));
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "120,120ms", "1000,1s", "1234,1.234s", "61500,1m1.5s", "3600000,1h0m0s"})
    void duration_isShownAsKubernetesDoes(long millis, String shown) {
        assertEquals(shown, GoDuration.millis(Duration.ofMillis(millis)));
    }
}
