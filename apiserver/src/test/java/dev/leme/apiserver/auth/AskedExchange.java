package dev.leme.apiserver.auth;

import dev.leme.apiserver.http.ByteChannelPair;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.http.MessageChannel;
import dev.leme.apiserver.http.Query;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A request for tests of what only looks at one; remembers what it was answered. */
public final class AskedExchange implements Exchange {

    private final String method;
    private final String path;
    private final String query;
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<X509Certificate> certificates = new ArrayList<>();

    public final List<String> answerHeaders = new ArrayList<>();
    public int status;

    public AskedExchange(String method, String target) {
        this.method = method;
        int mark = target.indexOf('?');
        this.path = mark < 0 ? target : target.substring(0, mark);
        this.query = mark < 0 ? "" : target.substring(mark + 1);
    }

    public AskedExchange with(String header, String... values) {
        headers.put(header, List.of(values));
        return this;
    }

    public AskedExchange with(X509Certificate certificate) {
        certificates.add(certificate);
        return this;
    }

    @Override
    public String method() {
        return method.toUpperCase(Locale.ROOT);
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String rawQuery() {
        return query;
    }

    @Override
    public Query query() {
        return Query.parse(query);
    }

    @Override
    public String header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? "" : values.getFirst();
    }

    @Override
    public List<String> headers(String name) {
        return headers.getOrDefault(name, List.of());
    }

    @Override
    public List<String> headerNames() {
        return List.copyOf(headers.keySet());
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public List<X509Certificate> clientCertificates() {
        return certificates;
    }

    @Override
    public String remoteAddress() {
        return "192.0.2.1";
    }

    @Override
    public void addHeader(String name, String value) {
        answerHeaders.add(name + ": " + value);
    }

    @Override
    public void respond(int code, String contentType, byte[] body) {
        status = code;
    }

    @Override
    public OutputStream stream(int code, String contentType) {
        throw new UnsupportedOperationException();
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
    public MessageChannel acceptWebSocket(String subprotocol) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ByteChannelPair acceptUpgrade(String protocol) {
        throw new UnsupportedOperationException();
    }
}
