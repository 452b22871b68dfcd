package dev.leme.node.runtime.cri;

import dev.leme.base.spdy.SpdyConnection;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Asks a streaming server's URL for an upgrade to SPDY/3.1. */
final class SpdyUpgrade {
    private static final int MOST_HEADER_BYTES = 64 * 1024;

    private SpdyUpgrade() {}

    static SpdyConnection connect(StreamDialer dialer, String url, String protocol) throws IOException {
        URI uri = URI.create(url);
        if (!"http".equals(uri.getScheme())) {
            throw new IOException("the runtime's streaming URL is not plain http: " + url);
        }
        Socket socket = dialer.connect(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
        try {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            socket.getOutputStream().write(request(uri, protocol));
            requireSwitched(readHead(in), in);
            return SpdyConnection.start(in, socket.getOutputStream(), socket, SpdyConnection.Role.CLIENT);
        } catch (IOException | RuntimeException failure) {
            socket.close();
            throw failure;
        }
    }

    private static byte[] request(URI uri, String protocol) {
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String text = "POST " + uri.getRawPath() + query + " HTTP/1.1\r\n"
                + "Host: " + uri.getAuthority() + "\r\n"
                + "Connection: Upgrade\r\n"
                + "Upgrade: SPDY/3.1\r\n"
                + "X-Stream-Protocol-Version: " + protocol + "\r\n"
                + "Content-Length: 0\r\n\r\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads to the empty line and not a byte further: what follows is SPDY. */
    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int lineLength = 0;
        while (head.size() < MOST_HEADER_BYTES) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the runtime's streaming server hung up");
            }
            head.write(next);
            if (next == '\n' && lineLength == 0) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
            lineLength = next == '\n' ? 0 : next == '\r' ? lineLength : lineLength + 1;
        }
        throw new IOException("the runtime's streaming server answered with too many headers");
    }

    private static void requireSwitched(String head, InputStream in) throws IOException {
        if (!head.startsWith("HTTP/1.1 101")) {
            String body = head.toLowerCase(Locale.ROOT).contains("content-length:")
                    ? new String(in.readNBytes(Math.min(in.available(), 4096)), StandardCharsets.UTF_8)
                    : "";
            throw new IOException("the runtime's streaming server refused: "
                    + head.lines().findFirst().orElse("") + " " + body.strip());
        }
    }
}
