package dev.leme.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.leme.base.time.Clock;
import dev.leme.base.x509.CertificateAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked through the API server of what listens in pods and behind Services; the pods' network is the loopback here. */
class ProxyTest {

    private static final String DEFAULT = "/api/v1/namespaces/default/";

    private final AtomicReference<@Nullable HttpExchange> asked = new AtomicReference<>();
    private final TestApi api = new TestApi();
    private HttpServer web;
    private int port;

    @BeforeEach
    void aPodBehindAService() throws IOException {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", this::answer);
        web.start();
        port = web.getAddress().getPort();
        api.post(
                DEFAULT + "pods",
                "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"containers\":[{\"name\":\"c\","
                        + "\"image\":\"i\",\"ports\":[{\"containerPort\":" + port + "}]}]}}");
        status("pods/web", "{\"podIP\":\"10.42.0.9\",\"podIPs\":[{\"ip\":\"10.42.0.9\"}]}");
        api.post(
                DEFAULT + "services",
                "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"ports\":["
                        + "{\"name\":\"http\",\"port\":80},{\"name\":\"other\",\"port\":81}]}}");
        endpoints("10.42.0.9", "web");
    }

    @AfterEach
    void close() {
        web.stop(0);
        api.close();
    }

    private void status(String path, String status) {
        assertEquals(
                200,
                api.patch(DEFAULT + path + "/status", "merge-patch+json", "{\"status\":" + status + "}")
                        .status());
    }

    private void endpoints(String address, String pod) {
        api.delete(DEFAULT + "endpoints/web", "");
        assertEquals(
                201,
                api.post(
                                DEFAULT + "endpoints",
                                "{\"metadata\":{\"name\":\"web\"},\"subsets\":[{\"addresses\":[{\"ip\":\"" + address
                                        + "\",\"targetRef\":{\"kind\":\"Pod\",\"namespace\":\"default\",\"name\":\""
                                        + pod + "\"}}],\"ports\":[{\"name\":\"http\",\"port\":" + port + "}]}]}")
                        .status());
    }

    /** Says what it was asked, and sends those away who ask for {@code /moved}. */
    private void answer(HttpExchange exchange) throws IOException {
        asked.set(exchange);
        byte[] body = exchange.getRequestBody().readAllBytes();
        String text = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + new String(body, StandardCharsets.UTF_8);
        if (exchange.getRequestURI().getPath().equals("/moved")) {
            exchange.getResponseHeaders()
                    .add("Location", exchange.getRequestURI().getQuery());
        }
        exchange.getResponseHeaders().add("X-Of-The-Pod", "yes");
        exchange.getResponseHeaders().add("Access-Control-Allow-Origin", "*");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        byte[] answer = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(
                exchange.getRequestURI().getPath().equals("/moved") ? 302 : 203, head ? -1 : answer.length);
        exchange.getResponseBody().write(head ? new byte[0] : answer);
        exchange.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void everyMethod_ofPodAndService_isPassedOnWithItsAnswer(String method) {
        for (String target : List.of("pods/web", "services/web:http", "services/web:80", "services/http:web:http")) {
            String path = DEFAULT + target + "/proxy/some/pa%2Fth/";
            TestApi.Reply reply = api.send(method, path, "a=b%20c", Map.of("Content-Length", "4"), "body");
            assertEquals(203, reply.status(), reply.text());
            assertEquals(method + " /some/pa%2Fth/?a=b%20c body", reply.text());
            assertEquals("yes", reply.headers().get("x-of-the-pod"));
            assertFalse(reply.headers().containsKey("access-control-allow-origin"));
        }
    }

    @Test
    void head_ofAPod_isPassedOn() {
        TestApi.Reply reply = api.send("HEAD", DEFAULT + "pods/web/proxy/x", "", Map.of(), "");
        assertEquals(203, reply.status());
        assertEquals("", reply.text());
        assertEquals("yes", reply.headers().get("x-of-the-pod"));
    }

    @Test
    void headers_ofTheAsker_goAlongWithoutHisCredentials() {
        Map<String, String> sent = Map.of(
                "Authorization", "Bearer secret",
                "X-Own", "1",
                "Connection", "X-Hop",
                "X-Hop", "1",
                "Host", "leme.example:6443");
        api.send("GET", DEFAULT + "pods/web:" + port + "/proxy/x", "", sent, "");
        var headers = Objects.requireNonNull(asked.get()).getRequestHeaders();
        assertEquals("1", headers.getFirst("X-Own"));
        assertEquals("leme.example:6443", headers.getFirst("Host"));
        assertEquals(DEFAULT + "pods/web:" + port + "/proxy/x", headers.getFirst("X-Forwarded-Uri"));
        assertEquals("in-process", headers.getFirst("X-Forwarded-For"));
        assertFalse(headers.containsKey("Authorization"));
        assertFalse(headers.containsKey("X-Hop"));
    }

    @Test
    void body_ofUnknownLength_isPassedOnWhole() {
        String body = "0123456789".repeat(20_000);
        TestApi.Reply reply = api.send("POST", DEFAULT + "pods/web/proxy/", "", Map.of(), body);
        assertEquals("POST / " + body, reply.text());
    }

    @Test
    void rootWithoutItsSlash_whenRead_isRedirectedThere() {
        for (String method : List.of("GET", "HEAD")) {
            TestApi.Reply reply = api.send(method, DEFAULT + "services/web:80/proxy", "method=GET", Map.of(), "");
            assertEquals(301, reply.status());
            assertEquals(
                    DEFAULT + "services/web:80/proxy/?method=GET",
                    reply.headers().get("location"));
        }
        assertEquals("POST / ", api.post(DEFAULT + "pods/web/proxy", "").text());
    }

    @Test
    void redirection_toTheTargetItself_leadsThroughTheServer() {
        String proxy = DEFAULT + "pods/web/proxy";
        assertEquals(proxy + "/new?x=y", moved("/new?x=y"));
        assertEquals(proxy + "/new", moved("http://10.42.0.9:" + port + "/new"));
        assertEquals("https://leme.example" + proxy + "/new", moved("https://leme.example/new"));
        assertEquals("new", moved("new"));
        assertEquals("https://elsewhere.example/new", moved("https://elsewhere.example/new"));
        assertEquals(proxy + "/new", moved(proxy + "/new"));
    }

    private String moved(String location) {
        TestApi.Reply reply =
                api.send("GET", DEFAULT + "pods/web/proxy/moved", location, Map.of("Host", "leme.example"), "");
        assertEquals(302, reply.status(), reply.text());
        return reply.headers().getOrDefault("location", "");
    }

    private void refused(int status, String message, String target) {
        TestApi.Reply reply = api.get(DEFAULT + target + "/proxy/");
        assertEquals(status, reply.status(), reply.text());
        assertTrue(reply.json().string("message").startsWith(message), reply.text());
    }

    @Test
    void whatCannotBeReached_isRefusedWithItsReason() {
        refused(404, "pods \"nobody\" not found", "pods/nobody");
        refused(404, "services \"nobody\" not found", "services/nobody:80");
        refused(400, "invalid pod request \"a:web:80:x\"", "pods/a:web:80:x");
        refused(400, "invalid service request \"ftp:web:80\"", "services/ftp:web:80");
        refused(503, "no service port 82 found for service \"web\"", "services/web:82");
        refused(503, "no endpoints available for service \"web\"", "services/web:other");
        refused(503, "no endpoints available for service \"web\"", "services/web");
        web.stop(0);
        refused(
                503,
                "error trying to reach service: dial tcp 10.42.0.9:" + port + ": connect: connection refused",
                "pods/web");
    }

    /** Whoever may write Endpoints or a pod's status mustn't make the server ask itself or anyone outside. */
    @Test
    void addressThatNoPodVouchesFor_isNotAsked() {
        endpoints("10.42.0.10", "web");
        refused(503, "no endpoints available for service \"web\"", "services/web:80");
        endpoints("10.42.0.9", "nobody");
        refused(503, "no endpoints available for service \"web\"", "services/web:80");
        status("pods/web", "{\"podIP\":\"127.0.0.1\",\"podIPs\":[{\"ip\":\"127.0.0.1\"}]}");
        refused(400, "address not allowed", "pods/web");
    }

    /** With a certificate that nobody knows, as pods have them. */
    @Test
    void secureTarget_isAskedOverTls() throws IOException, GeneralSecurityException {
        CertificateAuthority authority = CertificateAuthority.selfSigned(
                "pod", Duration.ofHours(1), Clock.system().now());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("pod", authority.identity().key(), new char[0], new Certificate[] {authority.certificate()});
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, new char[0]);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls));
        secure.createContext("/", this::answer);
        secure.start();
        try {
            int own = secure.getAddress().getPort();
            assertEquals(
                    "GET /x ",
                    api.get(DEFAULT + "pods/https:web:" + own + "/proxy/x").text());
            refused(503, "error trying to reach service: ", "pods/web:" + own);
        } finally {
            secure.stop(0);
        }
    }

    @Test
    void node_byItsPort_isAsked() {
        api.post("/api/v1/nodes", "{\"metadata\":{\"name\":\"one\"}}");
        String own = "/api/v1/nodes/one";
        api.patch(
                own + "/status",
                "merge-patch+json",
                "{\"status\":{\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"192.0.2.1\"}]}}");
        assertEquals("GET /x ", api.get(own + ":" + port + "/proxy/x").text());
    }
}
