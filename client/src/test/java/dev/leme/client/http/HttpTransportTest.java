package dev.leme.client.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.client.ApiClient;
import dev.leme.client.ListOptions;
import dev.leme.client.TransportException;
import dev.leme.client.WatchEvent;
import dev.leme.client.WatchStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an HTTP server that answers by the path with what the test has put there. */
class HttpTransportTest {

    private record Answer(int status, String body) {}

    private final ConcurrentHashMap<String, Answer> answers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, String> tokens = new ConcurrentHashMap<>();
    private HttpServer server;
    private HttpTransport transport;

    HttpTransportTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        transport = new HttpTransport(new ServerAccess(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), List.of(), null, "secret"));
    }

    @BeforeEach
    void start() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        transport.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        tokens.put(path, String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        Answer answer = answers.getOrDefault(path, new Answer(404, "nothing here"));
        exchange.sendResponseHeaders(answer.status, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(answer.body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        }
    }

    private ApiClient client() {
        return new ApiClient(transport, "test");
    }

    @Test
    void get_anObject_comesWithTheToken() {
        answers.put("/api/v1/namespaces/default/pods/a", new Answer(200, "{'metadata':{'name':'a'}}"));
        assertEquals("a", client().get(Resources.PODS, "default", "a").name());
        assertEquals("Bearer secret", tokens.get("/api/v1/namespaces/default/pods/a"));
    }

    @Test
    void get_refused_isTheSameFailureAsInProcess() {
        answers.put(
                "/api/v1/namespaces/default/pods/a",
                new Answer(409, "{'kind':'Status','reason':'Conflict','message':'no','code':409}"));
        ApiException refused = assertThrows(ApiException.class, () -> client().get(Resources.PODS, "default", "a"));
        assertEquals(Reason.CONFLICT, refused.reason());
        assertEquals("no", refused.getMessage());
    }

    @Test
    void find_plainNotFound_isNull() {
        assertNull(client().find(Resources.PODS, "default", "b"));
    }

    @Test
    void watch_lines_areEventsUntilTheEnd() throws Exception {
        answers.put("/api/v1/pods", new Answer(200, """
                        {'type':'ADDED','object':{'metadata':{'name':'a'}}}
                        {'type':'BOOKMARK','object':{'metadata':{'resourceVersion':'7'}}}
                        """));
        try (WatchStream watch = client().watch(Resources.PODS, "", ListOptions.ALL)) {
            WatchEvent added = watch.next();
            assertNotNull(added);
            assertEquals("a", added.object().name());
            WatchEvent bookmark = watch.next();
            assertNotNull(bookmark);
            assertEquals("7", bookmark.object().resourceVersion());
            assertNull(watch.next());
        }
    }

    @Test
    void send_serverGone_isAFaultOfTheWorld() {
        server.stop(0);
        assertThrows(TransportException.class, () -> client().get(Resources.PODS, "default", "a"));
    }
}
