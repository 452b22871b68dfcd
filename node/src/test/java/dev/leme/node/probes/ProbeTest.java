package dev.leme.node.probes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.leme.base.time.ManualClock;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.ProbeKind;
import dev.leme.node.manifest.ProbeManifest;
import dev.leme.node.observed.Scene;
import dev.leme.node.probes.ProbeOutcome.Verdict;
import dev.leme.node.runtime.simulated.SimulatedRuntime;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ProbeTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private final ManualClock clock = new ManualClock(Scene.NOW);
    private final ProbeRunner runner = new ProbeRunner(new SimulatedRuntime(clock, "10.42.0.0/24"));

    private static ContainerManifest container(String fields) {
        return Scene.pod("\"containers\":[{\"name\":\"c\",\"image\":\"i\"," + fields + "}]")
                .mainContainers()
                .getFirst();
    }

    private ProbeOutcome readiness(String action) {
        ContainerManifest container = container("\"readinessProbe\":{\"timeoutSeconds\":60," + action + "}");
        ProbeManifest probe = container.probe(ProbeKind.READINESS).orElseThrow();
        return runner.run(new ProbeTarget("id", LOOPBACK.getHostAddress(), container), probe);
    }

    @Test
    void http_statusDecides_andRedirectsAreFollowed() throws IOException {
        AtomicReference<String> agent = new AtomicReference<>("");
        HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        server.createContext("/", exchange -> {
            agent.set(exchange.getRequestHeaders().getFirst("User-Agent"));
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/move")) {
                exchange.getResponseHeaders().add("Location", "/bad");
            }
            exchange.sendResponseHeaders(
                    switch (path) {
                        case "/ok" -> 200;
                        case "/move" -> 302;
                        default -> 503;
                    },
                    -1);
            exchange.close();
        });
        server.start();
        int port = server.getAddress().getPort();
        try {
            String get = "\"httpGet\":{\"port\":" + port + ",\"path\":\"%s\"}";
            assertEquals(ProbeOutcome.success(), readiness(get.formatted("/ok")));
            assertEquals("kube-probe/1.36", agent.get());
            String failed = "HTTP probe failed with statuscode: 503";
            assertEquals(ProbeOutcome.failure(failed), readiness(get.formatted("/bad")));
            assertEquals(ProbeOutcome.failure(failed), readiness(get.formatted("/move")));
        } finally {
            server.stop(0);
        }
        String peer = "127.0.0.1:" + port;
        assertEquals(
                "Get \"http://" + peer + "/ok\": dial tcp " + peer + ": connect: connection refused",
                readiness("\"httpGet\":{\"port\":" + port + ",\"path\":\"/ok\"}")
                        .message());
    }

    @Test
    void tcp_needsAListener() throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            port = server.getLocalPort();
            assertEquals(ProbeOutcome.success(), readiness("\"tcpSocket\":{\"port\":" + port + "}"));
        }
        assertEquals(
                "dial tcp 127.0.0.1:" + port + ": connect: connection refused",
                readiness("\"tcpSocket\":{\"port\":" + port + "}").message());
    }

    @Test
    void grpc_asksTheHealthService() throws Exception {
        AtomicReference<byte[]> status = new AtomicReference<>(new byte[] {8, 1});
        MethodDescriptor<byte[], byte[]> check = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("grpc.health.v1.Health/Check")
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        List<Byte> asked = new CopyOnWriteArrayList<>();
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(LOOPBACK, 0))
                .addService(ServerServiceDefinition.builder("grpc.health.v1.Health")
                        .addMethod(check, ServerCalls.asyncUnaryCall((request, observer) -> {
                            asked.addAll(boxed(request));
                            observer.onNext(status.get());
                            observer.onCompleted();
                        }))
                        .build())
                .build()
                .start();
        try {
            String probe = "\"grpc\":{\"port\":" + server.getPort() + ",\"service\":\"db\"}";
            assertEquals(ProbeOutcome.success(), readiness(probe));
            assertEquals(List.of((byte) 10, (byte) 2, (byte) 'd', (byte) 'b'), List.copyOf(asked));
            status.set(new byte[] {8, 2});
            assertEquals(
                    "service unhealthy (responded with \"NOT_SERVING\")",
                    readiness(probe).message());
        } finally {
            server.shutdownNow().awaitTermination();
        }
    }

    private static List<Byte> boxed(byte[] bytes) {
        List<Byte> boxed = new ArrayList<>();
        for (byte b : bytes) {
            boxed.add(b);
        }
        return boxed;
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        }
    }

    /** A loop whose results the test says. */
    private final class Told {
        private Verdict result = Verdict.FAILURE;
        private final List<Verdict> changes = new ArrayList<>();
        private int unhealthy;
        private int runs;
        private final ProbeLoop loop;

        Told(ProbeKind kind, String thresholds, Verdict initial) {
            ProbeManifest probe = container(
                            "\"" + kind.field() + "\":{\"exec\":{\"command\":[\"x\"]}" + thresholds + "}")
                    .probe(kind)
                    .orElseThrow();
            loop = new ProbeLoop(
                    kind,
                    probe,
                    initial,
                    Scene.NOW.plus(probe.initialDelay()),
                    () -> {
                        runs++;
                        return new ProbeOutcome(result, "");
                    },
                    clock,
                    outcome -> changes.add(outcome.verdict()),
                    outcome -> unhealthy++);
            loop.start();
        }
    }

    @Test
    void liveness_failsOnlyAfterItsThreshold() {
        Told told = new Told(ProbeKind.LIVENESS, ",\"periodSeconds\":10,\"failureThreshold\":3", Verdict.SUCCESS);
        clock.advance(Duration.ofSeconds(19));
        assertEquals(2, told.runs);
        assertEquals(Verdict.SUCCESS, told.loop.verdict());
        clock.advance(Duration.ofSeconds(2));
        assertEquals(Verdict.FAILURE, told.loop.verdict());
        assertEquals(List.of(Verdict.FAILURE), told.changes);
        assertEquals(3, told.unhealthy);
    }

    @Test
    void readiness_firstRunComesAtOnce_andEarlyFailuresAreRetriedQuietly() {
        Told told = new Told(ProbeKind.READINESS, ",\"periodSeconds\":10", Verdict.FAILURE);
        clock.advance(Duration.ZERO);
        assertEquals(1, told.runs);
        assertEquals(0, told.unhealthy);
        told.result = Verdict.SUCCESS;
        clock.advance(Duration.ofMillis(60));
        assertEquals(Verdict.SUCCESS, told.loop.verdict());
        assertEquals(0, told.unhealthy);
    }

    @Test
    void readiness_stillFailingAfterASecond_isToldEachPeriod() {
        Told told = new Told(ProbeKind.READINESS, ",\"periodSeconds\":10", Verdict.FAILURE);
        clock.advance(Duration.ofSeconds(5));
        assertEquals(1, told.unhealthy);
        clock.advance(Duration.ofSeconds(10));
        assertEquals(2, told.unhealthy);
        assertEquals(List.of(), told.changes);
    }

    @Test
    void readiness_waitsForItsDelayAndSuccesses() {
        Told told = new Told(
                ProbeKind.READINESS,
                ",\"initialDelaySeconds\":5,\"periodSeconds\":1,\"successThreshold\":2",
                Verdict.FAILURE);
        told.result = Verdict.SUCCESS;
        clock.advance(Duration.ofSeconds(4));
        assertEquals(0, told.runs);
        clock.advance(Duration.ofMillis(1500));
        assertEquals(1, told.runs);
        assertEquals(Verdict.FAILURE, told.loop.verdict());
        clock.advance(Duration.ofSeconds(1));
        assertEquals(Verdict.SUCCESS, told.loop.verdict());
    }

    @Test
    void unknownResult_countsForNothingAndIsTriedThrice() {
        Told told = new Told(ProbeKind.LIVENESS, ",\"periodSeconds\":10,\"failureThreshold\":1", Verdict.SUCCESS);
        told.result = Verdict.UNKNOWN;
        clock.advance(Duration.ZERO);
        assertEquals(3, told.runs);
        assertEquals(Verdict.SUCCESS, told.loop.verdict());
        assertEquals(1, told.unhealthy);
    }

    @Test
    void stoppedLoop_runsNoMore() {
        Told told = new Told(ProbeKind.LIVENESS, ",\"periodSeconds\":1", Verdict.SUCCESS);
        clock.advance(Duration.ofSeconds(1));
        told.loop.stop();
        int runs = told.runs;
        clock.advance(Duration.ofSeconds(60));
        assertEquals(runs, told.runs);
    }

    @Test
    void startup_holdsTheOthersBackUntilItSucceeds() throws IOException {
        ContainerManifest container;
        try (ServerSocket server = new ServerSocket(0, 8, LOOPBACK)) {
            String tcp = "{\"tcpSocket\":{\"port\":" + server.getLocalPort()
                    + "},\"periodSeconds\":1,\"timeoutSeconds\":60}";
            container = container("\"startupProbe\":" + tcp + ",\"readinessProbe\":" + tcp);
            ContainerProbes probes = new ContainerProbes(
                    new ProbeTarget("id", LOOPBACK.getHostAddress(), container),
                    runner,
                    clock,
                    Scene.NOW,
                    new ContainerProbes.Listener() {
                        @Override
                        public void changed() {}

                        @Override
                        public void unhealthy(ProbeKind kind, ProbeOutcome outcome) {}
                    });
            probes.start(false, false);
            assertEquals(new ProbeVerdicts(false, false, false, false), probes.verdicts());
            clock.advance(Duration.ZERO);
            assertTrue(probes.verdicts().started());
            clock.advance(Duration.ofMillis(1));
            assertTrue(probes.verdicts().ready());
            probes.close();
            assertFalse(probes.verdicts().startupFailed());
        }
    }
}
