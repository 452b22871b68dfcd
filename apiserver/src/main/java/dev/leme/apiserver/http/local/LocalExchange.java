package dev.leme.apiserver.http.local;

import dev.leme.apiserver.http.ByteChannelPair;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.http.MessageChannel;
import dev.leme.apiserver.http.Query;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A request whose answer is kept in memory. Can't switch protocols. */
public class LocalExchange implements Exchange {

    private final String method;
    private final String path;
    private final String rawQuery;
    private final Query query;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final byte[] body;
    private final Map<String, String> answerHeaders = new LinkedHashMap<>();
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private int status;

    /** A request; {@code query} is percent-encoded and without its question mark. */
    public LocalExchange(String method, String path, String query, Map<String, String> headers, byte[] body) {
        this.method = method;
        this.path = path;
        this.rawQuery = query;
        this.query = Query.parse(query);
        this.body = body;
        headers.forEach((name, value) -> this.headers.put(name.toLowerCase(Locale.ROOT), value));
    }

    /** The answer's status; 0 before there is one. */
    public int status() {
        return status;
    }

    /** The answer's headers by name in lower case. */
    public Map<String, String> answerHeaders() {
        return answerHeaders;
    }

    /** The answer's body. */
    public byte[] answer() {
        return answer.toByteArray();
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String rawQuery() {
        return rawQuery;
    }

    @Override
    public List<String> headerNames() {
        return List.copyOf(headers.keySet());
    }

    @Override
    public Query query() {
        return query;
    }

    @Override
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    @Override
    public List<String> headers(String name) {
        String value = headers.get(name.toLowerCase(Locale.ROOT));
        return value == null ? List.of() : List.of(value);
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(body);
    }

    @Override
    public List<X509Certificate> clientCertificates() {
        return List.of();
    }

    @Override
    public String remoteAddress() {
        return "in-process";
    }

    @Override
    public void addHeader(String name, String value) {
        answerHeaders.merge(name.toLowerCase(Locale.ROOT), value, (before, more) -> before + ", " + more);
    }

    @Override
    public void respond(int code, String contentType, byte[] content) {
        begin(code, contentType);
        answer.writeBytes(content);
    }

    private void begin(int code, String contentType) {
        if (status != 0) {
            throw new IllegalStateException("answered twice: " + method + " " + path);
        }
        status = code;
        answerHeaders.put("content-type", contentType);
    }

    @Override
    public OutputStream stream(int code, String contentType) throws IOException {
        begin(code, contentType);
        return answer;
    }

    @Override
    public boolean isAnswered() {
        return status != 0;
    }

    @Override
    public boolean wantsWebSocket() {
        return false;
    }

    @Override
    public MessageChannel acceptWebSocket(String subprotocol) throws IOException {
        throw new IOException("a request from inside the process can't switch protocols");
    }

    @Override
    public ByteChannelPair acceptUpgrade(String protocol) throws IOException {
        throw new IOException("a request from inside the process can't switch protocols");
    }
}
