package dev.leme.apiserver.proxy;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** One request over HTTP/1.1 to what listens in the cluster, and its answer; the connection is of no further use. */
final class Backend implements AutoCloseable {

    private static final int MOST_HEAD = 1 << 20;
    private static final int BUFFER = 16 * 1024;
    private static final int CONTINUE = 100;
    private static final int SWITCHING = 101;
    private static final int OK = 200;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** An answer's first lines. */
    record Head(int status, List<Header> headers) {}

    Backend(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
    }

    /** Sends the request's head; {@code target} is its path and query as they are to be asked. */
    void head(String method, String target, List<Header> headers) throws IOException {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        headers.forEach(header ->
                text.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        out.write(text.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Sends the request's body; of unknown length in chunks. */
    void body(InputStream body, boolean chunked) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            if (count > 0) {
                chunk(buffer, count, chunked);
            }
        }
        if (chunked) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        out.flush();
    }

    private void chunk(byte[] bytes, int count, boolean chunked) throws IOException {
        if (chunked) {
            out.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        out.write(bytes, 0, count);
        if (chunked) {
            out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        out.flush();
    }

    /** The answer's head; those that only say that there will be one are passed over. */
    Head answer() throws IOException {
        Head head = readHead();
        while (head.status() >= CONTINUE && head.status() < OK && head.status() != SWITCHING) {
            head = readHead();
        }
        return head;
    }

    private Head readHead() throws IOException {
        String first = line();
        if (!first.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
            throw new IOException("malformed HTTP response \"" + first + "\"");
        }
        List<Header> headers = new ArrayList<>();
        int size = first.length();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            size += line.length();
            if (colon <= 0 || size > MOST_HEAD) {
                throw new IOException("malformed HTTP response: the header line \"" + line + "\"");
            }
            headers.add(new Header(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new Head(Integer.parseInt(first.substring(9, 12)), headers);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n' && line.length() < MOST_HEAD) {
            line.append((char) next);
            next = in.read();
        }
        if (next != '\n') {
            throw new IOException("unexpected EOF");
        }
        return line.toString().stripTrailing();
    }

    /** Copies the answer's body; an answer that breaks off throws. Sends on at once what has come. */
    void copy(String method, Head head, OutputStream to) throws IOException {
        boolean none = method.equals("HEAD") || head.status() == 204 || head.status() == 304;
        String length = Header.value(head.headers(), "Content-Length");
        if (none) {
            return;
        }
        if (Header.value(head.headers(), "Transfer-Encoding").equalsIgnoreCase("chunked")) {
            copyChunks(to);
        } else if (!length.isEmpty()) {
            copy(Long.parseLong(length), to);
        } else {
            copyAll(to);
        }
    }

    private void copyChunks(OutputStream to) throws IOException {
        for (long size = size(); size > 0; size = size()) {
            copy(size, to);
            line();
        }
    }

    private long size() throws IOException {
        String line = line();
        int end = line.indexOf(';') < 0 ? line.length() : line.indexOf(';');
        try {
            return HexFormat.fromHexDigitsToLong(line.substring(0, end).strip());
        } catch (IllegalArgumentException broken) {
            throw new IOException("malformed chunked encoding", broken);
        }
    }

    private void copy(long count, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = count;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("unexpected EOF");
            }
            to.write(buffer, 0, read);
            to.flush();
            left -= read;
        }
    }

    private void copyAll(OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            to.write(buffer, 0, read);
            to.flush();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            System.getLogger(Backend.class.getName())
                    .log(System.Logger.Level.DEBUG, "a proxied connection has broken", gone);
        }
    }
}
