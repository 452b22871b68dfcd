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
import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is killed under concurrent writes has, when it is back, everything that it had answered. */
@Timeout(600)
class ServerCrashIT {

    private static final int LIVES = 4;
    private static final int WRITERS = 6;
    private static final int WRITES_BEFORE_DEATH = 200;

    private final Map<String, ApiObject> answered = new ConcurrentHashMap<>();
    private final long seed = System.nanoTime();
    private final ServiceLives services = new ServiceLives(seed);
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private Path home;
    private TestServer server;

    @BeforeEach
    void aServer() throws IOException {
        home = Files.createTempDirectory("leme-crash");
        server = TestServer.simulated("crash", home, ServiceLives.RANGE);
    }

    @AfterEach
    void gone() throws IOException, InterruptedException {
        server.kill();
        server.purge();
    }

    @Test
    void server_killedUnderWrites_losesNothingThatItAnswered() throws IOException, InterruptedException {
        System.out.println("ServerCrashIT: seed " + seed);
        for (int life = 0; life < LIVES; life++) {
            server.start();
            compare("in life " + life);
            writeUntilKilled(life);
        }
        server.start();
        compare("at the end");
        assertTrue(answered.size() >= LIVES * WRITES_BEFORE_DEATH / 2, answered.size() + " ConfigMaps were answered");
        assertTrue(services.size() > 0, "no Services were left");
        withClient(services::takeAll);
    }

    private void writeUntilKilled(int life) throws IOException, InterruptedException {
        AtomicInteger maps = new AtomicInteger();
        AtomicInteger changes = new AtomicInteger();
        try (HttpTransport transport = new HttpTransport(Kubeconfig.read(server.kubeconfig()))) {
            ApiClient client = new ApiClient(transport, "crash");
            List<Thread> writers = new ArrayList<>();
            for (int number = 0; number < WRITERS; number++) {
                int writer = number;
                String prefix = "w" + life + "-" + writer + "-";
                writers.add(started(() -> write(client, prefix, maps)));
                writers.add(started(() -> services.write(transport, life, writer, changes::incrementAndGet)));
            }
            Await.until(
                    "writes are answered",
                    () -> !failures.isEmpty()
                            || maps.get() > WRITES_BEFORE_DEATH && changes.get() > WRITES_BEFORE_DEATH);
            server.kill();
            for (Thread writer : writers) {
                writer.join();
            }
        }
        assertEquals(List.of(), List.copyOf(failures), "seed " + seed);
    }

    private Thread started(Runnable task) {
        return Thread.ofVirtual()
                .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                .start(task);
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
    private void compare(String when) throws IOException {
        withClient(client -> {
            Map<String, ApiObject> found = client.list(Resources.CONFIG_MAPS, "default").stream()
                    .collect(Collectors.toMap(ApiObject::name, Function.identity()));
            answered.forEach((name, object) -> assertEquals(object, found.get(name), name));
            services.compare(client, "seed " + seed + " " + when);
        });
    }

    private void withClient(Consumer<ApiClient> use) throws IOException {
        try (HttpTransport transport = new HttpTransport(Kubeconfig.read(server.kubeconfig()))) {
            use.accept(new ApiClient(transport, "crash"));
        }
    }
}
