package dev.leme.node.runtime.cri;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.leme.node.runtime.pause.OciImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** The pull side of a registry, for a few images, within a namespace. Knows images by path and tag, whatever the host. */
final class SmallRegistry implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, OciImage.Blob> content = new ConcurrentHashMap<>();

    SmallRegistry(NetworkNamespace namespace, List<OciImage> images) throws IOException {
        for (OciImage image : images) {
            String path = image.name().substring(image.name().indexOf('/') + 1);
            int colon = path.lastIndexOf(':');
            String repository = "/v2/" + path.substring(0, colon);
            content.put(repository + "/manifests/" + path.substring(colon + 1), image.manifest());
            content.put(repository + "/manifests/" + image.manifest().digest(), image.manifest());
            image.blobs().forEach(blob -> content.put(repository + "/blobs/" + blob.digest(), blob));
        }
        server =
                namespace.call(() -> HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            OciImage.Blob blob = content.get(exchange.getRequestURI().getPath());
            if (blob == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] bytes = blob.bytes();
            exchange.getResponseHeaders().set("Content-Type", blob.mediaType());
            exchange.getResponseHeaders().set("Docker-Content-Digest", blob.digest());
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
                exchange.sendResponseHeaders(200, -1);
            } else {
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
