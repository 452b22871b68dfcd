package dev.leme.client.http;

import dev.leme.client.ApiRequest;
import dev.leme.client.ApiResponse;
import dev.leme.client.Transport;
import dev.leme.client.TransportException;
import dev.leme.client.WatchStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Requests over HTTP/2 or HTTP/1.1. A request other than a watch has a minute for its answer. */
public final class HttpTransport implements Transport, AutoCloseable {

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
    private static final Duration ANSWER_PATIENCE = Duration.ofMinutes(1);

    private final ServerAccess access;
    private final HttpClient client;

    /** Connects when first asked something. Certificates that make no sense are an {@link IOException}. */
    public HttpTransport(ServerAccess access) throws IOException {
        this.access = access;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT_PATIENCE);
        try {
            if ("https".equals(access.server().getScheme())) {
                builder.sslContext(Tls.context(access));
            }
        } catch (GeneralSecurityException damaged) {
            throw new IOException("the certificates for " + access.server() + " can't be used", damaged);
        }
        this.client = builder.build();
    }

    @Override
    public ApiResponse send(ApiRequest request) {
        HttpResponse<byte[]> response =
                exchange(http(request).timeout(ANSWER_PATIENCE).build(), BodyHandlers.ofByteArray());
        return new ApiResponse(response.statusCode(), headers(response), response.body());
    }

    @Override
    public WatchStream watch(ApiRequest request) {
        HttpResponse<InputStream> response = exchange(http(request).build(), BodyHandlers.ofInputStream());
        if (response.statusCode() == 200) {
            return new LineWatch(response.body());
        }
        throw new ApiResponse(response.statusCode(), headers(response), rest(response.body())).failure();
    }

    private static byte[] rest(InputStream body) {
        try (body) {
            return body.readAllBytes();
        } catch (IOException broken) {
            throw new TransportException("the server's answer broke off", broken);
        }
    }

    private HttpRequest.Builder http(ApiRequest request) {
        String query = request.query().isEmpty() ? "" : "?" + request.query();
        HttpRequest.Builder builder = HttpRequest.newBuilder(access.server().resolve(request.path() + query));
        request.headers().forEach(builder::setHeader);
        if (!access.token().isEmpty()) {
            builder.setHeader("Authorization", "Bearer " + access.token());
        }
        boolean empty = request.body().length == 0;
        return builder.method(
                request.method(), empty ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(request.body()));
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException broken) {
            throw new TransportException(access.server() + " can't be reached: " + broken.getMessage(), broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TransportException("interrupted", interrupted);
        }
    }

    private static Map<String, String> headers(HttpResponse<?> response) {
        Map<String, String> headers = new LinkedHashMap<>();
        response.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        return headers;
    }

    /** Ends all connections; open watches end. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
