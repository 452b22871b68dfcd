package dev.leme.tests.bench;

import dev.leme.client.http.ServerAccess;
import dev.leme.client.http.Tls;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLSocket;

/**
 * One HTTP/1.1 connection over TLS that costs little: the client shares the server's two cores, and what it burns the server
 * does not have. It reads every byte of an answer and keeps none of the body.
 */
final class LeanConnection implements Closeable {

    private static final byte[] HEADER_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final String host;
    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;

    LeanConnection(ServerAccess access) throws IOException, GeneralSecurityException {
        this.host = access.server().getHost();
        this.socket = (SSLSocket) Tls.context(access)
                .getSocketFactory()
                .createSocket(host, access.server().getPort());
        socket.setTcpNoDelay(true);
        socket.startHandshake();
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** A request's bytes, to be sent any number of times. */
    byte[] request(String method, String path, byte[] body) {
        String head = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: application/json\r\n"
                + (body.length == 0 ? "" : "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n")
                + "\r\n";
        byte[] first = head.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(first, first.length + body.length);
        System.arraycopy(body, 0, whole, first.length, body.length);
        return whole;
    }

    /** Sends a request and reads its answer to the end; returns the body's length, and throws unless it is 2xx. */
    long exchange(byte[] request) throws IOException {
        out.write(request);
        String head = head();
        if (!head.startsWith("HTTP/1.1 2")) {
            throw new IOException("refused: " + head);
        }
        int at = head.toLowerCase(Locale.ROOT).indexOf("content-length: ");
        if (at < 0) {
            return skipChunks();
        }
        int begin = at + "content-length: ".length();
        long length = Long.parseLong(head.substring(begin, head.indexOf('\r', begin)));
        skip(length);
        return length;
    }

    private String head() throws IOException {
        for (int scanned = 0; ; ) {
            for (int at = position + scanned; at + HEADER_END.length <= limit; at++) {
                if (Arrays.equals(buffer, at, at + HEADER_END.length, HEADER_END, 0, HEADER_END.length)) {
                    String head = new String(buffer, position, at + 2 - position, StandardCharsets.ISO_8859_1);
                    position = at + HEADER_END.length;
                    return head;
                }
            }
            scanned = Math.max(0, limit - position - HEADER_END.length + 1);
            more();
        }
    }

    private long skipChunks() throws IOException {
        long total = 0;
        for (long size = chunkSize(); ; size = chunkSize()) {
            skip(size + 2);
            if (size == 0) {
                return total;
            }
            total += size;
        }
    }

    private long chunkSize() throws IOException {
        long size = 0;
        for (int b = next(); b != '\r'; b = next()) {
            size = size * 16 + Character.digit(b, 16);
        }
        next();
        return size;
    }

    private int next() throws IOException {
        while (position == limit) {
            more();
        }
        return buffer[position++];
    }

    private void skip(long count) throws IOException {
        long left = count;
        while (left > limit - position) {
            left -= limit - position;
            position = limit;
            more();
        }
        position += (int) left;
    }

    /** Reads more behind what is not yet taken, which moves to the front. */
    private void more() throws IOException {
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            throw new EOFException("the server closed the connection");
        }
        limit += count;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
