package dev.leme.apiserver.http.jetty;

import dev.leme.api.json.Json;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.http.ByteChannelPair;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.http.MessageChannel;
import dev.leme.apiserver.http.Query;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A request that came over a socket, as Jetty sees it. */
final class JettyExchange implements Exchange {

    private static final HttpField NO_CACHE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-cache, private");
    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
    /** How much of a body that nobody wanted is read, so that its sender sees the answer and not a reset. */
    private static final long DRAINED = 16L << 20;

    private final Request request;
    private final Response response;
    private final Callback completion;
    private final WebSockets webSockets;
    private final Duration patience;
    private @Nullable Query query;
    private @Nullable RequestStream body;
    private @Nullable ResponseStream stream;
    private @Nullable AutoCloseable upgraded;
    private boolean answered;
    private volatile boolean over;

    JettyExchange(Request request, Response response, Callback completion, WebSockets webSockets, Duration patience) {
        this.request = request;
        this.response = response;
        this.completion = completion;
        this.webSockets = webSockets;
        this.patience = patience;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        String path = request.getHttpURI().getPath();
        return path == null ? "/" : path;
    }

    @Override
    public String rawQuery() {
        String raw = request.getHttpURI().getQuery();
        return raw == null ? "" : raw;
    }

    @Override
    public Query query() {
        Query known = query;
        if (known == null) {
            String raw = request.getHttpURI().getQuery();
            try {
                known = raw == null ? Query.EMPTY : Query.parse(raw);
            } catch (IllegalArgumentException broken) {
                throw ApiException.badRequest("the query string can't be decoded");
            }
            query = known;
        }
        return known;
    }

    @Override
    public String header(String name) {
        String value = request.getHeaders().get(name);
        return value == null ? absent(name) : value;
    }

    /** HTTP/2 has no host header: what it would say is in the request's address. */
    private String absent(String name) {
        String authority = name.equalsIgnoreCase("Host") ? request.getHttpURI().getAuthority() : null;
        return authority == null ? "" : authority;
    }

    @Override
    public List<String> headers(String name) {
        return request.getHeaders().getValuesList(name);
    }

    @Override
    public List<String> headerNames() {
        List<String> names = new ArrayList<>();
        for (HttpField field : request.getHeaders()) {
            if (!names.contains(field.getName())) {
                names.add(field.getName());
            }
        }
        return names;
    }

    @Override
    public InputStream body() {
        RequestStream opened = body;
        if (opened == null) {
            opened = new RequestStream(request, patience);
            body = opened;
        }
        return opened;
    }

    @Override
    public List<X509Certificate> clientCertificates() {
        EndPoint.SslSessionData session = endPoint().getSslSessionData();
        X509Certificate[] certificates = session == null ? null : session.peerCertificates();
        return certificates == null ? List.of() : List.of(certificates);
    }

    private EndPoint endPoint() {
        return request.getConnectionMetaData().getConnection().getEndPoint();
    }

    @Override
    public String remoteAddress() {
        return Request.getRemoteAddr(request);
    }

    @Override
    public void onGone(Runnable action) {
        request.addFailureListener(failure -> Thread.startVirtualThread(action));
    }

    @Override
    public void addHeader(String name, String value) {
        if (!answered) {
            response.getHeaders().add(name, value);
        }
    }

    @Override
    public void respond(int status, String contentType, byte[] content) throws IOException {
        HttpFields.Mutable headers = begin(status, contentType);
        if (status != 204 && status != 304) {
            headers.put(HttpHeader.CONTENT_LENGTH, content.length);
        }
        if (hasUnreadBody()) {
            respondThenDrain(content);
        } else {
            response.write(true, ByteBuffer.wrap(content), completion);
        }
    }

    private boolean hasUnreadBody() {
        if (body != null && body.hasEnded()) {
            return false;
        }
        return request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING) || request.getLength() > 0;
    }

    private void respondThenDrain(byte[] content) throws IOException {
        try (Blocker.Callback sent = Blocker.callback()) {
            response.write(true, ByteBuffer.wrap(content), sent);
            sent.block();
        } catch (IOException gone) {
            completion.failed(gone);
            throw gone;
        }
        boolean expectsContinue = request.getHeaders().contains(HttpHeader.EXPECT, "100-continue");
        if (body != null || !expectsContinue) {
            drain();
        }
        completion.succeeded();
    }

    private void drain() {
        byte[] waste = new byte[16 * 1024];
        long left = DRAINED;
        try {
            InputStream in = body();
            for (int n = in.read(waste); n > 0 && left > 0; n = in.read(waste)) {
                left -= n;
            }
        } catch (IOException gone) {
            left = 0;
        }
    }

    @Override
    public OutputStream stream(int status, String contentType) {
        begin(status, contentType);
        interruptWhenGone(Thread.currentThread());
        ResponseStream opened = new ResponseStream(response, completion, patience, letIdle());
        stream = opened;
        return opened;
    }

    /**
     * Jetty gives up what is being written at the moment in which a connection has been idle for long enough, however short
     * a time it has been written; a stream looks after that itself. Of HTTP/2 a connection is everybody's. What is returned
     * puts the connection's timeout back.
     */
    private Runnable letIdle() {
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2) {
            return () -> {};
        }
        EndPoint connection = endPoint();
        connection.setIdleTimeout(0);
        return () -> connection.setIdleTimeout(patience.toMillis());
    }

    /** Whoever streams may wait for hours for something to say, and would not notice that nobody listens any more. */
    private void interruptWhenGone(Thread writer) {
        request.addFailureListener(failure -> {
            if (!over) {
                writer.interrupt();
            }
        });
    }

    private HttpFields.Mutable begin(int status, String contentType) {
        if (answered) {
            throw new IllegalStateException("an answer has begun");
        }
        answered = true;
        response.setStatus(status);
        HttpFields.Mutable headers = response.getHeaders();
        if (contentType.equals("application/json")) {
            headers.put(JSON);
        } else if (!contentType.isEmpty()) {
            headers.put(HttpHeader.CONTENT_TYPE, contentType);
        }
        if (!headers.contains(HttpHeader.CACHE_CONTROL)) {
            headers.put(NO_CACHE);
        }
        return headers;
    }

    @Override
    public boolean isAnswered() {
        return answered;
    }

    @Override
    public boolean wantsWebSocket() {
        return request.getHeaders().contains(HttpHeader.UPGRADE, "websocket");
    }

    @Override
    public MessageChannel acceptWebSocket(String subprotocol) throws IOException {
        requireSwitchable();
        answered = true;
        WebSocketChannel channel = webSockets.accept(request, response, completion, subprotocol);
        upgraded = channel;
        return channel;
    }

    @Override
    public ByteChannelPair acceptUpgrade(String protocol) throws IOException {
        requireSwitchable();
        answered = true;
        RawConnection connection =
                new RawConnection(endPoint(), request.getComponents().getExecutor());
        response.setStatus(101);
        response.getHeaders().put(HttpHeader.UPGRADE, protocol);
        response.getHeaders().put(HttpHeader.CONNECTION, "Upgrade");
        request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, connection);
        response.write(true, ByteBuffer.allocate(0), completion);
        connection.awaitOpen();
        upgraded = connection;
        return connection;
    }

    private void requireSwitchable() {
        boolean old = request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1;
        if (!old || !request.getHeaders().contains(HttpHeader.UPGRADE)) {
            throw ApiException.badRequest("Upgrade request required");
        }
    }

    /** The handler has returned: ends what it left open. */
    void finish() throws IOException {
        over = true;
        if (stream != null) {
            stream.close();
        }
        release();
        if (!answered) {
            throw new IllegalStateException("no answer was given");
        }
    }

    /** The handler has thrown: tells the client, or cuts the answer short where it has begun. */
    void fail(ApiException told) {
        over = true;
        try {
            release();
            if (!answered) {
                respond(told.code(), "application/json", Json.bytes(told.status()));
            } else if (stream != null) {
                stream.abort(told);
            }
        } catch (IOException gone) {
            completion.failed(gone);
        }
    }

    private void release() throws IOException {
        if (upgraded == null) {
            return;
        }
        try {
            upgraded.close();
        } catch (IOException gone) {
            throw gone;
        } catch (Exception broken) {
            throw new IOException(broken);
        }
    }
}
