package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.client.ApiClient;
import dev.leme.client.TransportException;
import dev.leme.client.http.HttpTransport;
import dev.leme.client.http.Kubeconfig;
import dev.leme.cluster.ClusterConfig;
import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is killed under concurrent writes has, when it is back, everything that it had answered. */
@Timeout(180)
class ServerCrashIT {

    private static final int LIVES = 3;
    private static final int WRITERS = 8;
    private static final int WRITES_BEFORE_DEATH = 200;

    private final Map<String, ApiObject> answered = new ConcurrentHashMap<>();
    private Path home;
    private TestServer server;

    @BeforeEach
    void aServer() throws IOException {
        home = Files.createTempDirectory("leme-crash");
        server = new TestServer(List.of(), "crash", home, ClusterConfig.Runtime.SIMULATED, "127.0.0.1", 0);
    }

    @AfterEach
    void gone() throws IOException, InterruptedException {
        server.kill();
        server.purge();
    }

    @Test
    void server_killedUnderWrites_losesNothingThatItAnswered() throws IOException, InterruptedException {
        for (int life = 0; life < LIVES; life++) {
            server.start();
            compare();
            writeUntilKilled(life);
        }
        server.start();
        compare();
        assertTrue(answered.size() >= LIVES * WRITES_BEFORE_DEATH, "only " + answered.size() + " writes were answered");
    }

    private void writeUntilKilled(int life) throws IOException, InterruptedException {
        AtomicInteger writes = new AtomicInteger();
        try (HttpTransport transport = new HttpTransport(Kubeconfig.read(server.kubeconfig()))) {
            ApiClient client = new ApiClient(transport, "crash");
            List<Thread> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                String prefix = "w" + life + "-" + writer + "-";
                writers.add(Thread.startVirtualThread(() -> write(client, prefix, writes)));
            }
            Await.until("writes are answered", () -> writes.get() > WRITES_BEFORE_DEATH);
            server.kill();
            for (Thread writer : writers) {
                writer.join();
            }
        }
    }

    /** Creates, and changes every second one; ends when the server has died. */
    private void write(ApiClient client, String prefix, AtomicInteger writes) {
        try {
            for (int number = 0; ; number++) {
                ApiObject made = client.create(Resources.CONFIG_MAPS, configMap(prefix + number));
                answered.put(made.name(), made);
                if (number % 2 == 1) {
                    ApiObject changed = made.with("data", JsonObject.EMPTY.with("n", "changed"));
                    answered.remove(made.name());
                    answered.put(made.name(), client.update(Resources.CONFIG_MAPS, changed));
                }
                writes.incrementAndGet();
            }
        } catch (TransportException | ApiException died) {
            // As it was meant to.
        }
    }

    private static ApiObject configMap(String name) {
        return ApiObject.of(JsonObject.EMPTY
                .with("apiVersion", "v1")
                .with("kind", "ConfigMap")
                .with("metadata", JsonObject.EMPTY.with("name", name).with("namespace", "default"))
                .with("data", JsonObject.EMPTY.with("n", name)));
    }

    /** Whatever was answered is there, and as it was answered. A write without an answer may be there or not. */
    private void compare() throws IOException {
        try (HttpTransport transport = new HttpTransport(Kubeconfig.read(server.kubeconfig()))) {
            Map<String, ApiObject> found = new ApiClient(transport, "crash")
                    .list(Resources.CONFIG_MAPS, "default").stream()
                            .collect(Collectors.toMap(ApiObject::name, Function.identity()));
            answered.forEach((name, object) -> assertEquals(object, found.get(name), name));
        }
    }
}
