package dev.leme.apiserver.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * One request and the one way to answer it, whatever carries it: a socket, or a caller in this process.
 *
 * <p>All calls block and belong to one thread. An answer is given once: by {@link #respond}, {@link #stream},
 * {@link #acceptWebSocket} or {@link #acceptUpgrade}.
 */
public interface Exchange {

    /** The method in capitals. */
    String method();

    /** The path as sent, still percent-encoded. */
    String path();

    /** The query as sent, without its question mark; empty without. */
    String rawQuery();

    /** The query's parameters, decoded. */
    Query query();

    /** The first value of a request header, empty when absent; names in any case. */
    String header(String name);

    /** All values of a request header. */
    List<String> headers(String name);

    /** The names of the request's headers, each once. */
    default List<String> headerNames() {
        return List.of();
    }

    /**
     * Runs {@code action} on a thread of its own when the client is seen to have gone while nothing is being written to it
     * (a write fails by itself). Over HTTP/1.1 that is only seen by writing.
     */
    default void onGone(Runnable action) {}

    /** The request's body; the reader sets the limit. */
    InputStream body();

    /** What the client proved to hold the key of, its own certificate first; empty without. */
    List<X509Certificate> clientCertificates();

    /** Whence the request came, for logs. */
    String remoteAddress();

    /** Adds a header to the answer; without effect once it has begun. */
    void addHeader(String name, String value);

    /** Answers in one piece. */
    void respond(int status, String contentType, byte[] body) throws IOException;

    /**
     * Begins an answer of unknown length; {@code flush} sends what was written, a client that has gone throws. The calling
     * thread is interrupted when the client is seen to have gone while it waits for something to write.
     */
    OutputStream stream(int status, String contentType) throws IOException;

    /** Whether an answer has begun. */
    boolean isAnswered();

    /** Whether the client asks for a WebSocket. */
    boolean wantsWebSocket();

    /** Switches to a WebSocket with this subprotocol (empty for none). */
    MessageChannel acceptWebSocket(String subprotocol) throws IOException;

    /** Switches the connection to another protocol (101), as for {@code SPDY/3.1}; what follows are raw bytes. */
    ByteChannelPair acceptUpgrade(String protocol) throws IOException;
}
