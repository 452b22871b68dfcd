package dev.leme.proxy.health;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Answers on one health-check node port, at each of the node's addresses. */
final class HealthCheckServer implements AutoCloseable {

    private final List<HttpServer> servers = new ArrayList<>();
    private final ProxyHealth proxy;
    private volatile HealthCheck check;

    /** Begins to listen. Throws {@link IOException} where another has the port. */
    HealthCheckServer(HealthCheck check, ProxyHealth proxy, List<String> addresses) throws IOException {
        this.proxy = proxy;
        this.check = check;
        try {
            for (String address : addresses) {
                HttpServer server =
                        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), check.port()), 0);
                servers.add(server);
                server.createContext("/", this::answer);
                server.start();
            }
        } catch (IOException taken) {
            close();
            throw taken;
        }
    }

    int port() {
        return check.port();
    }

    /** What is answered from now on. */
    void say(HealthCheck now) {
        check = now;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            HealthCheck now = check;
            boolean healthy = proxy.isHealthy();
            byte[] body = now.body(healthy).getBytes(StandardCharsets.UTF_8);
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", "application/json");
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("X-Load-Balancing-Endpoint-Weight", Integer.toString(now.localEndpoints()));
            exchange.sendResponseHeaders(now.status(healthy), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
    }
}
