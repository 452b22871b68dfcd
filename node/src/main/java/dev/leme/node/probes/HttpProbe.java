package dev.leme.node.probes;

import dev.leme.node.manifest.ProbeManifest;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Asks for a page over a connection of its own; every status from 200 to 399 is a success. Certificates are not checked,
 * as the kubelet doesn't. Redirects are followed on the same host.
 */
final class HttpProbe {
    private static final int MOST_REDIRECTS = 10;
    private static final int MOST_HEAD_BYTES = 64 * 1024;

    private HttpProbe() {}

    static ProbeOutcome run(ProbeTarget target, ProbeManifest.Http http, Duration timeout) {
        int port = target.container().port(http.port());
        if (port <= 0) {
            return ProbeOutcome.unknown("couldn't find port: " + http.port());
        }
        String host = http.host().isEmpty() ? target.address() : http.host();
        String path = http.path().startsWith("/") ? http.path() : "/" + http.path();
        return get(new Target(http.scheme().toLowerCase(Locale.ROOT), host, port, path), http.headers(), timeout);
    }

    private record Target(String scheme, String host, int port, String path) {
        String authority() {
            String name = host.contains(":") ? "[" + host + "]" : host;
            return name + ":" + port;
        }

        String url() {
            return scheme + "://" + authority() + path;
        }
    }

    private record Answer(int status, String location) {}

    private static ProbeOutcome get(Target first, Map<String, String> headers, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Target target = first;
        try {
            for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
                Answer answer = once(target, headers, deadline);
                if (answer.status < 200 || answer.status >= 400) {
                    return ProbeOutcome.failure("HTTP probe failed with statuscode: " + answer.status);
                }
                URI next = answer.status < 300 || answer.location.isEmpty()
                        ? null
                        : URI.create(target.url()).resolve(answer.location);
                if (next == null || !first.host.equals(next.getHost())) {
                    return ProbeOutcome.success();
                }
                target = of(next);
            }
            return ProbeOutcome.failure("Get \"" + first.url() + "\": stopped after 10 redirects");
        } catch (SocketTimeoutException late) {
            return ProbeOutcome.failure("Get \"" + target.url()
                    + "\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        } catch (IOException | GeneralSecurityException | IllegalArgumentException failure) {
            String why = failure instanceof EOFException
                    ? "EOF"
                    : failure instanceof IOException io ? Dial.describe(target.host, target.port, io) : "" + failure;
            return ProbeOutcome.failure("Get \"" + target.url() + "\": " + why);
        }
    }

    private static Target of(URI uri) {
        String scheme = uri.getScheme();
        int port = uri.getPort() > 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new Target(scheme, uri.getHost(), port, uri.getRawPath() + query);
    }

    private static Answer once(Target target, Map<String, String> headers, long deadline)
            throws IOException, GeneralSecurityException {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(target.host, target.port), left(deadline));
            plain.setSoTimeout(left(deadline));
            if (!target.scheme.equals("https")) {
                return exchange(plain, target, headers);
            }
            try (SSLSocket secure =
                    (SSLSocket) trusting().getSocketFactory().createSocket(plain, target.host, target.port, true)) {
                secure.setSoTimeout(left(deadline));
                secure.startHandshake();
                return exchange(secure, target, headers);
            }
        }
    }

    private static int left(long deadline) throws SocketTimeoutException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("timeout");
        }
        return (int) millis;
    }

    private static Answer exchange(Socket socket, Target target, Map<String, String> headers) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Host", target.authority());
        all.put("User-Agent", "kube-probe/1.36");
        all.put("Accept", "*/*");
        headers.forEach((name, value) -> {
            all.keySet().removeIf(name::equalsIgnoreCase);
            if (!value.isEmpty()) {
                all.put(name, value);
            }
        });
        all.put("Connection", "close");
        StringBuilder request = new StringBuilder("GET " + target.path + " HTTP/1.1\r\n");
        all.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        return answer(new BufferedInputStream(socket.getInputStream()));
    }

    private static Answer answer(InputStream in) throws IOException {
        String[] status = line(in).split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/") || !status[1].matches("\\d{3}")) {
            throw new IOException("malformed HTTP response \"" + String.join(" ", status) + "\"");
        }
        String location = "";
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.regionMatches(true, 0, "location:", 0, 9)) {
                location = line.substring(9).strip();
            }
        }
        return new Answer(Integer.parseInt(status[1]), location);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("EOF");
            }
            if (line.length() > MOST_HEAD_BYTES) {
                throw new IOException("the answer's head is too long");
            }
            line.append((char) b);
        }
        return line.toString().stripTrailing();
    }

    private static SSLContext trusting() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustingAll()}, null);
        return context;
    }

    private static final class TrustingAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
