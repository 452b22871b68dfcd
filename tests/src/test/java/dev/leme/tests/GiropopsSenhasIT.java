package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Kubectl;
import dev.leme.tests.machine.Project;
import dev.leme.tests.machine.RealCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** {@code examples/giropops-senhas} on real containers, used from outside the node as its README says. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GiropopsSenhasIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int NODE_PORT = 30500;

    private static @Nullable RealCluster cluster;
    private static Kubectl kubectl = new Kubectl(Path.of("kubectl"), Path.of("kubeconfig"));
    private static String node = "";

    @BeforeAll
    static void theExampleRuns() throws IOException, InterruptedException {
        RealCluster started = RealCluster.start("gs", "redis", "giropops-senhas");
        cluster = started;
        kubectl = started.kubectl();
        node = started.namespace().address();
        kubectl.get(
                "apply",
                "-f",
                Project.root().resolve("examples/giropops-senhas").toString());
        rolledOut("redis");
        rolledOut("giropops-senhas");
    }

    private static void rolledOut(String deployment) {
        kubectl.get("rollout", "status", "deployment/" + deployment, "--timeout=200s");
    }

    @AfterAll
    static void nothingIsLeft() throws IOException, InterruptedException {
        RealCluster ending = cluster;
        if (ending != null) {
            ending.end();
        }
    }

    @Test
    @Order(1)
    void nodePort_fromOutside_makesPasswordsThatRedisKeeps() {
        Await.until("the node port answers", () -> !refuses(node, NODE_PORT));
        assertTrue(get(node, NODE_PORT, "/").body().contains("<h1>Giropops Senhas</h1>"));
        HttpResponse<String> posted = send(request(node, NODE_PORT, "/").POST(BodyPublishers.ofString("tamanho=20")));
        Matcher made = Pattern.compile("Nova senha: <code>(\\w{20})</code>").matcher(posted.body());
        assertTrue(made.find(), posted.body());
        assertEquals(
                made.group(1), get(node, NODE_PORT, "/cgi-bin/senhas").body().strip());
    }

    @Test
    @Order(2)
    void bothPods_answerByTurns() {
        Set<String> pods = new TreeSet<>(Arrays.asList(
                kubectl.get("get", "pods", "-l", "app=giropops-senhas", "-o", "jsonpath={.items[*].metadata.name}")
                        .split(" ", -1)));
        assertEquals(2, pods.size());
        Set<String> answering = new TreeSet<>();
        Await.until("both pods have answered", () -> {
            answering.add(get(node, NODE_PORT, "/cgi-bin/senhas")
                    .headers()
                    .firstValue("X-Pod")
                    .orElseThrow());
            return answering.equals(pods);
        });
    }

    @Test
    @Order(3)
    void withoutRedis_noPodIsReadyAndConnectionsAreRefused() {
        kubectl.get("scale", "deployment", "redis", "--replicas=0");
        Await.until("the node port refuses", () -> refuses(node, NODE_PORT));
        kubectl.get("scale", "deployment", "redis", "--replicas=1");
        rolledOut("redis");
        rolledOut("giropops-senhas");
        Await.until("the node port answers", () -> !refuses(node, NODE_PORT));
    }

    @Test
    @Order(4)
    void loadBalancer_inPlace_hasAnAddressOfItsOwnAndKeepsTheRest() {
        String clusterAddress = ofService("{.spec.clusterIP}");
        kubectl.get("patch", "service", "giropops-senhas", "-p", "{\"spec\":{\"type\":\"LoadBalancer\"}}");
        String address = Await.value("an address", () -> {
            String given = ofService("{.status.loadBalancer.ingress[0].ip}");
            return given.isEmpty() ? null : given;
        });
        assertNotEquals(node, address);
        Await.until("the address answers", () -> !refuses(address, 5000));
        assertEquals("pronto\n", get(address, 5000, "/cgi-bin/pronto").body());
        assertEquals("pronto\n", get(node, NODE_PORT, "/cgi-bin/pronto").body());
        assertEquals(clusterAddress, ofService("{.spec.clusterIP}"));
        String row = kubectl.get("get", "service", "giropops-senhas", "--no-headers");
        assertTrue(row.matches("giropops-senhas +LoadBalancer +\\S+ +" + Pattern.quote(address) + " .*\\s"), row);
    }

    private static String ofService(String path) {
        return kubectl.get("get", "service", "giropops-senhas", "-o", "jsonpath=" + path);
    }

    private static boolean refuses(String address, int port) {
        try {
            get(address, port, "/cgi-bin/pronto");
            return false;
        } catch (UncheckedIOException failure) {
            return failure.getCause() instanceof ConnectException;
        }
    }

    private static HttpResponse<String> get(String address, int port, String path) {
        return send(request(address, port, path));
    }

    private static HttpRequest.Builder request(String address, int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + address + ":" + port + path))
                .timeout(PATIENCE);
    }

    /** A connection of its own each time, so that the Service chooses anew. */
    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", stopped);
        }
    }
}
