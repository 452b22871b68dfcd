package dev.leme.apiserver.http.jetty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.http.ByteChannelPair;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.http.MessageChannel;
import dev.leme.apiserver.http.RequestHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(180)
class HttpFrontendTest {

    private static final TestPki PKI = new TestPki();
    /** So long that a handshake on a busy machine never takes it. */
    private static final Duration IDLE = Duration.ofSeconds(2);

    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private @Nullable HttpFrontend frontend;

    @AfterEach
    void close() {
        if (frontend != null) {
            frontend.close();
        }
    }

    private HttpFrontend serve(RequestHandler handler) throws IOException {
        return serve(handler, Duration.ofSeconds(90));
    }

    private HttpFrontend serve(RequestHandler handler, Duration idle) throws IOException {
        FrontendSettings settings = new FrontendSettings(
                "127.0.0.1",
                0,
                PKI.server,
                java.util.List.of(PKI.authority.certificate()),
                idle,
                Duration.ofMillis(200));
        frontend = new HttpFrontend(settings, handler).start();
        return frontend;
    }

    private static HttpClient client(
            HttpClient.Version version, dev.leme.base.x509.@Nullable KeyedCertificate identity) {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(PKI.tls(identity))
                .build();
    }

    private static HttpRequest.Builder request(HttpFrontend frontend, String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + frontend.port() + path));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void request_overEachVersion_arrivesAsSentAndIsAnswered(HttpClient.Version version) throws Exception {
        HttpFrontend door = serve(exchange -> {
            seen.add(exchange.header("Host"));
            seen.add(exchange.method() + " " + exchange.path() + " "
                    + exchange.query().all("a") + " " + exchange.header("x-thing") + " "
                    + exchange.headerNames().contains("x-thing"));
            exchange.addHeader("Warning", "299 - \"w\"");
            exchange.respond(201, "application/json", exchange.body().readAllBytes());
        });
        try (HttpClient client = client(version, null)) {
            HttpResponse<String> answer = client.send(
                    request(door, "/api/v1//x%2Fy:z?a=1&a=%20b")
                            .header("x-thing", "yes")
                            .POST(BodyPublishers.ofString("{\"b\":1}"))
                            .build(),
                    BodyHandlers.ofString());

            assertEquals(version, answer.version());
            assertEquals(201, answer.statusCode());
            assertEquals("{\"b\":1}", answer.body());
            assertEquals("299 - \"w\"", answer.headers().firstValue("warning").orElse(""));
            assertEquals(
                    "no-cache, private",
                    answer.headers().firstValue("cache-control").orElse(""));
            assertTrue(answer.headers().firstValue("server").isEmpty());
            assertEquals("127.0.0.1:" + door.port(), seen.take());
            assertEquals("POST /api/v1//x%2Fy:z [1,  b] yes true", seen.take());
        }
    }

    @Test
    void requests_manyAtOnce_areAllAnswered() throws Exception {
        HttpFrontend door = serve(exchange -> {
            assertTrue(Thread.currentThread().isVirtual());
            exchange.respond(200, "text/plain", exchange.path().getBytes(StandardCharsets.UTF_8));
        });
        try (HttpClient client = client(HttpClient.Version.HTTP_2, null)) {
            var answers = new java.util.ArrayList<java.util.concurrent.CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < 200; i++) {
                answers.add(client.sendAsync(request(door, "/n" + i).build(), BodyHandlers.ofString()));
            }
            for (int i = 0; i < 200; i++) {
                assertEquals("/n" + i, answers.get(i).get().body());
            }
        }
    }

    @Test
    void clientCertificate_shown_isHandedOn() throws Exception {
        HttpFrontend door = serve(exchange -> exchange.respond(
                200, "text/plain", ("" + exchange.clientCertificates().size()).getBytes(StandardCharsets.UTF_8)));
        try (HttpClient with = client(HttpClient.Version.HTTP_2, PKI.client("ann", "team"));
                HttpClient without = client(HttpClient.Version.HTTP_2, null)) {
            assertEquals(
                    "1",
                    with.send(request(door, "/").build(), BodyHandlers.ofString())
                            .body());
            assertEquals(
                    "0",
                    without.send(request(door, "/").build(), BodyHandlers.ofString())
                            .body());
        }
    }

    @Test
    void clientCertificate_ofAStranger_isHandedOnForTheAuthenticatorToRefuse() throws Exception {
        FrontendSettings unknowing = FrontendSettings.of(
                "127.0.0.1", 0, PKI.server, java.util.List.of(new TestPki().authority.certificate()));
        HttpFrontend door = new HttpFrontend(unknowing, exchange -> exchange.respond(401, "", new byte[0])).start();
        frontend = door;
        try (HttpClient client = client(HttpClient.Version.HTTP_1_1, PKI.client("eve"))) {
            assertEquals(
                    401,
                    client.send(request(door, "/").build(), BodyHandlers.discarding())
                            .statusCode());
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void failures_ofTheHandler_becomeAStatusThatTellsNothing(HttpClient.Version version) throws Exception {
        HttpFrontend door = serve(exchange -> {
            switch (exchange.path()) {
                case "/told" -> throw ApiException.badRequest("no such thing");
                case "/bug" -> throw new IllegalStateException("secret");
                case "/deep" -> throw new StackOverflowError("secret");
                default -> {}
            }
        });
        try (HttpClient client = client(version, null)) {
            HttpResponse<String> told = client.send(request(door, "/told").build(), BodyHandlers.ofString());
            assertEquals(400, told.statusCode());
            assertEquals(
                    "no such thing",
                    Json.parseObject(told.body().getBytes(StandardCharsets.UTF_8))
                            .string("message"));
            for (String path : new String[] {"/bug", "/deep", "/silent"}) {
                HttpResponse<String> bug = client.send(request(door, path).build(), BodyHandlers.ofString());
                assertEquals(500, bug.statusCode());
                assertTrue(bug.body().startsWith("{\"kind\":\"Status\""), bug.body());
                assertFalse(bug.body().contains("secret"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void stream_flushed_arrivesBitByBit(HttpClient.Version version) throws Exception {
        ArrayBlockingQueue<String> events = new ArrayBlockingQueue<>(1);
        HttpFrontend door = serve(exchange -> {
            try (OutputStream out = exchange.stream(200, "application/json")) {
                out.flush();
                for (String event = events.take(); !event.isEmpty(); event = events.take()) {
                    out.write(event.getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
                out.write("end".getBytes(StandardCharsets.UTF_8));
            }
        });
        try (HttpClient client = client(version, null)) {
            HttpResponse<InputStream> answer = client.send(request(door, "/").build(), BodyHandlers.ofInputStream());
            for (int i = 0; i < 5; i++) {
                events.put("event" + i);
                assertEquals("event" + i, new String(answer.body().readNBytes(6), StandardCharsets.UTF_8));
            }
            events.put("");
            assertEquals("end", new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void stream_silentForLongerThanTheIdleTimeout_goesOn() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        HttpFrontend door = serve(
                exchange -> {
                    OutputStream out = exchange.stream(200, "text/plain");
                    out.flush();
                    assertFalse(late.await(4, TimeUnit.SECONDS));
                    out.write("late".getBytes(StandardCharsets.UTF_8));
                },
                IDLE);
        for (HttpClient.Version version : HttpClient.Version.values()) {
            if (version == HttpClient.Version.HTTP_1_1 || version == HttpClient.Version.HTTP_2) {
                try (HttpClient client = client(version, null)) {
                    assertEquals(
                            "late",
                            client.send(request(door, "/").build(), BodyHandlers.ofString())
                                    .body());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void client_thatDoesNotRead_holdsTheWriterAndEndsItWhenGone(HttpClient.Version version) throws Exception {
        AtomicLong written = new AtomicLong();
        HttpFrontend door = serve(exchange -> {
            byte[] piece = new byte[64 * 1024];
            try (OutputStream out = exchange.stream(200, "application/octet-stream")) {
                while (true) {
                    out.write(piece);
                    written.addAndGet(piece.length);
                }
            } catch (IOException end) {
                seen.add(end);
                throw end;
            }
        });
        HttpClient client = client(version, null);
        HttpResponse<InputStream> answer = client.send(request(door, "/").build(), BodyHandlers.ofInputStream());
        assertTrue(answer.body().readNBytes(1000).length == 1000);
        long before = -1;
        while (before != written.get()) {
            before = written.get();
            assertEquals(null, seen.poll(200, TimeUnit.MILLISECONDS));
        }
        assertTrue(before < 64 << 20, "wrote " + before);
        answer.body().close();
        client.shutdownNow();

        assertTrue(seen.poll(60, TimeUnit.SECONDS) instanceof IOException);
    }

    @Test
    void watcher_overHttp2_whoLeaves_isNoticedWithoutAWrite() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch opened = new CountDownLatch(1);
        HttpFrontend door = serve(exchange -> {
            exchange.onGone(gone::countDown);
            OutputStream out = exchange.stream(200, "application/json");
            out.flush();
            opened.countDown();
            gone.await();
        });
        try (HttpClient client = client(HttpClient.Version.HTTP_2, null)) {
            InputStream body = client.send(request(door, "/").build(), BodyHandlers.ofInputStream())
                    .body();
            opened.await();
            body.close();

            assertTrue(gone.await(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void writer_waitingForSomethingToSay_isInterruptedWhenTheClientLeaves() throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        HttpFrontend door = serve(exchange -> {
            exchange.stream(200, "application/json").flush();
            opened.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                seen.add("ended");
            }
        });
        try (HttpClient client = client(HttpClient.Version.HTTP_2, null)) {
            InputStream body = client.send(request(door, "/").build(), BodyHandlers.ofInputStream())
                    .body();
            opened.await();
            body.close();

            assertEquals("ended", seen.poll(60, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void bodies_ofManyMegabytes_arriveWhole(HttpClient.Version version) throws Exception {
        byte[] body = new byte[20 << 20];
        new Random(7).nextBytes(body);
        HttpFrontend door =
                serve(exchange -> exchange.respond(200, "", exchange.body().readAllBytes()));
        try (HttpClient client = client(version, null)) {
            HttpRequest put =
                    request(door, "/").PUT(BodyPublishers.ofByteArray(body)).build();
            assertArrayEquals(body, client.send(put, BodyHandlers.ofByteArray()).body());
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void body_thatNobodyReads_stillGetsItsAnswer(HttpClient.Version version) throws Exception {
        HttpFrontend door = serve(exchange -> {
            exchange.body().readNBytes(1000);
            throw ApiException.of(dev.leme.api.status.Reason.REQUEST_ENTITY_TOO_LARGE, "too large");
        });
        try (HttpClient client = client(version, null)) {
            HttpRequest put = request(door, "/")
                    .PUT(BodyPublishers.ofByteArray(new byte[6 << 20]))
                    .build();
            for (int i = 0; i < 3; i++) {
                assertEquals(413, client.send(put, BodyHandlers.ofString()).statusCode());
            }
        }
    }

    @Test
    void body_thatNeverComes_isGivenUpAfterTheIdleTimeout() throws Exception {
        HttpFrontend door = serve(
                exchange -> {
                    try {
                        exchange.body().readAllBytes();
                    } catch (IOException late) {
                        seen.add(late);
                        throw late;
                    }
                },
                IDLE);
        try (Socket socket = connect(door)) {
            socket.getOutputStream()
                    .write("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"
                            .getBytes(StandardCharsets.US_ASCII));

            assertTrue(seen.poll(60, TimeUnit.SECONDS) instanceof IOException);
        }
    }

    private static SSLSocket connect(HttpFrontend door) throws IOException {
        SSLSocket socket = (SSLSocket)
                PKI.tls(null).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), door.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Test
    void upgrade_byPost_carriesRawBytesBothWays() throws Exception {
        HttpFrontend door = serve(exchange -> {
            try (ByteChannelPair raw = exchange.acceptUpgrade("SPDY/3.1")) {
                raw.input().transferTo(raw.output());
            }
        });
        try (SSLSocket socket = connect(door)) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    "POST /exec HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nContent-Length: 0\r\n\r\nearly"
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertEquals("HTTP/1.1 101 Switching Protocols", line(in));
            StringBuilder headers = new StringBuilder();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                headers.append(line).append('\n');
            }
            assertTrue(headers.toString().contains("Upgrade: SPDY/3.1"), headers.toString());
            assertEquals("early", new String(in.readNBytes(5), StandardCharsets.US_ASCII));
            byte[] much = new byte[1 << 20];
            new Random(3).nextBytes(much);
            Thread sender = Thread.startVirtualThread(() -> {
                try {
                    out.write(much);
                } catch (IOException broken) {
                    seen.add(broken);
                }
            });
            assertArrayEquals(much, in.readNBytes(much.length));
            sender.join();
            socket.shutdownOutput();
            assertEquals(-1, in.read());
        }
    }

    @Test
    void upgrade_refusedByTheHandler_isAnOrdinaryAnswer() throws Exception {
        HttpFrontend door = serve(exchange -> {
            throw ApiException.badRequest("no");
        });
        try (SSLSocket socket = connect(door)) {
            socket.getOutputStream()
                    .write(
                            "POST /exec HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nContent-Length: 0\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            assertEquals("HTTP/1.1 400 Bad Request", line(socket.getInputStream()));
        }
    }

    @Test
    void upgrade_overHttp2_is400() throws Exception {
        HttpFrontend door = serve(exchange -> exchange.acceptUpgrade("SPDY/3.1").close());
        try (HttpClient client = client(HttpClient.Version.HTTP_2, null)) {
            assertEquals(
                    400,
                    client.send(request(door, "/").build(), BodyHandlers.ofString())
                            .statusCode());
        }
    }

    private void echo(Exchange exchange) throws IOException, InterruptedException {
        assertTrue(exchange.wantsWebSocket());
        try (MessageChannel channel = exchange.acceptWebSocket("v5.channel.k8s.io")) {
            for (byte[] message = channel.receive(); message != null; message = channel.receive()) {
                channel.send(message);
            }
            seen.add("closed");
        }
    }

    /** Collects what the server sends. */
    private static final class Received implements WebSocket.Listener {
        final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        final CountDownLatch pong = new CountDownLatch(1);
        private final java.io.ByteArrayOutputStream parts = new java.io.ByteArrayOutputStream();

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            parts.writeBytes(bytes);
            if (last) {
                messages.add(parts.toByteArray());
                parts.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
            pong.countDown();
            socket.request(1);
            return null;
        }
    }

    @Test
    void webSocket_smallAndHugeMessagesAndPings_areEchoed() throws Exception {
        HttpFrontend door = serve(this::echo);
        try (HttpClient client = client(HttpClient.Version.HTTP_2, null)) {
            Received received = new Received();
            WebSocket socket = client.newWebSocketBuilder()
                    .subprotocols("v5.channel.k8s.io", "v4.channel.k8s.io")
                    .buildAsync(URI.create("wss://127.0.0.1:" + door.port() + "/exec"), received)
                    .get();
            assertEquals("v5.channel.k8s.io", socket.getSubprotocol());
            for (int size : new int[] {0, 1, 125, 126, 70_000, 5 << 20}) {
                byte[] message = new byte[size];
                new Random(size).nextBytes(message);
                socket.sendBinary(ByteBuffer.wrap(message), true).get();
                assertArrayEquals(message, received.messages.poll(60, TimeUnit.SECONDS));
            }
            socket.sendBinary(ByteBuffer.wrap(new byte[] {1}), false).get();
            socket.sendPing(ByteBuffer.wrap(new byte[] {9})).get();
            socket.sendBinary(ByteBuffer.wrap(new byte[] {2}), true).get();
            assertArrayEquals(new byte[] {1, 2}, received.messages.poll(60, TimeUnit.SECONDS));
            assertTrue(received.pong.await(60, TimeUnit.SECONDS));
            socket.sendClose(1000, "").get();
            assertEquals("closed", seen.poll(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void webSocket_brokenOff_throwsOrEndsTheReceiver() throws Exception {
        HttpFrontend door = serve(exchange -> {
            try (MessageChannel channel = exchange.acceptWebSocket("")) {
                seen.add("open");
                seen.add(channel.receive() == null ? "ended" : "message");
            } catch (IOException broken) {
                seen.add("ended");
            }
        });
        HttpClient client = client(HttpClient.Version.HTTP_1_1, null);
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("wss://127.0.0.1:" + door.port() + "/"), new Received())
                .get();
        assertEquals("open", seen.poll(60, TimeUnit.SECONDS));
        socket.abort();
        assertEquals("ended", seen.poll(60, TimeUnit.SECONDS));
        client.shutdownNow();
    }

    @Test
    void garbage_insteadOfTls_isDroppedAndOthersGoOn() throws Exception {
        HttpFrontend door = serve(exchange -> exchange.respond(200, "", new byte[] {'k'}));
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            plain.setSoTimeout(20_000);
            plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = plain.getInputStream().readAllBytes();
            assertFalse(new String(answer, StandardCharsets.ISO_8859_1).contains("HTTP"));
        } catch (IOException reset) {
            seen.add(reset);
        }
        try (HttpClient client = client(HttpClient.Version.HTTP_2, null)) {
            assertEquals(
                    "k",
                    client.send(request(door, "/").build(), BodyHandlers.ofString())
                            .body());
        }
    }

    @Test
    void brokenRequests_getAStatusAndNoServerName() throws Exception {
        HttpFrontend door = serve(exchange -> exchange.respond(200, "", new byte[0]));
        String huge = "GET / HTTP/1.1\r\nHost: x\r\nX-Big: " + "y".repeat(200_000) + "\r\n\r\n";
        for (String raw : new String[] {"GARBAGE\r\n\r\n", "GET / HTTP/1.1\r\nHost x\r\n\r\n", huge}) {
            try (SSLSocket socket = connect(door)) {
                socket.getOutputStream().write(raw.getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
                assertTrue(answer.contains("\"kind\":\"Status\""), answer);
                assertFalse(answer.toLowerCase(java.util.Locale.ROOT).contains("jetty"), answer);
                assertFalse(answer.contains("Exception"), answer);
            }
        }
    }

    @Test
    void headers_ofManyKilobytes_areTaken() throws Exception {
        HttpFrontend door = serve(
                exchange -> exchange.respond(200, "", exchange.header("x-big").getBytes(StandardCharsets.US_ASCII)));
        for (HttpClient.Version version :
                new HttpClient.Version[] {HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2}) {
            try (HttpClient client = client(version, null)) {
                HttpRequest get =
                        request(door, "/").header("x-big", "y".repeat(40_000)).build();
                assertEquals(
                        40_000, client.send(get, BodyHandlers.ofString()).body().length());
            }
        }
    }

    @Test
    void head_hasTheLengthAndNoBody() throws Exception {
        HttpFrontend door = serve(exchange -> exchange.respond(200, "text/plain", new byte[10]));
        try (SSLSocket socket = connect(door)) {
            socket.getOutputStream()
                    .write("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.contains("Content-Length: 10"), answer);
            assertTrue(answer.endsWith("\r\n\r\n"), answer);
        }
    }

    @Test
    void close_withAWatchOpen_endsItAndRefusesOthers() throws Exception {
        HttpFrontend door = serve(exchange -> {
            exchange.stream(200, "").flush();
            try {
                new CountDownLatch(1).await();
            } finally {
                seen.add("ended");
            }
        });
        try (HttpClient client = client(HttpClient.Version.HTTP_2, null)) {
            HttpResponse<InputStream> watch = client.send(request(door, "/").build(), BodyHandlers.ofInputStream());
            HttpRequest again = request(door, "/").build();
            door.close();

            assertEquals("ended", seen.poll(60, TimeUnit.SECONDS));
            assertThrows(IOException.class, () -> watch.body().readAllBytes());
            assertThrows(ConnectException.class, () -> client.send(again, BodyHandlers.ofString()));
        }
    }

    @Test
    void port_thatIsTaken_isSaid() throws Exception {
        HttpFrontend door = serve(exchange -> {});
        FrontendSettings same = FrontendSettings.of("127.0.0.1", door.port(), PKI.server, java.util.List.of());

        IOException refused = assertThrows(IOException.class, () -> new HttpFrontend(same, exchange -> {}).start());
        assertTrue(String.valueOf(refused.getMessage()).contains("" + door.port()), refused.toString());
    }
}
