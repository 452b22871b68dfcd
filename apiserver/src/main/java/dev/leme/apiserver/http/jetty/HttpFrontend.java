package dev.leme.apiserver.http.jetty;

import dev.leme.apiserver.http.RequestHandler;
import dev.leme.base.x509.KeyedCertificate;
import java.io.IOException;
import java.net.BindException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The API's door: HTTPS on one address, HTTP/2 or HTTP/1.1 as the client likes, a virtual thread a request.
 *
 * <p>It knows nothing of Kubernetes but the {@code Status} that a failed request gets. {@link #close} stops listening, waits a
 * little for requests to end, then interrupts those that don't.
 */
public final class HttpFrontend implements AutoCloseable {

    private static final int MAX_REQUEST_HEADERS = 128 * 1024;
    private static final int MAX_RESPONSE_HEADERS = 64 * 1024;
    private static final int STREAMS_PER_CONNECTION = 250;
    private static final int STREAM_WINDOW = 1 << 20;
    private static final int CONNECTION_WINDOW = 8 << 20;
    /** Resets and other control frames a second; clients that end many watches at once need hundreds. */
    private static final int CONTROL_FRAMES_PER_SECOND = 2_000;

    /** Kept, because the JDK forgets the level of a logger that nobody holds. */
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    static {
        // Of Jetty's own life nobody needs to read; what matters comes through us.
        JETTY.setLevel(Level.WARNING);
        setUnlessSet("slf4j.internal.verbosity", "ERROR");
        // Else Jetty asks the platform's MBean server whether references are compressed: 300 ms of a cold start.
        setUnlessSet("org.eclipse.jetty.util.referencesPerCacheLine", "16");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private final FrontendSettings settings;
    private final ServerTls tls;
    private final Dispatcher dispatcher;
    private final Server server;
    private final ServerConnector connector;

    /** A front end that isn't listening yet. */
    public HttpFrontend(FrontendSettings settings, RequestHandler handler) {
        this.settings = settings;
        this.tls = new ServerTls(settings.identity(), settings.clientAuthorities());
        this.dispatcher = new Dispatcher(handler, settings.idleTimeout());
        this.server = new Server(threads());
        this.connector = connector();
        server.addConnector(connector);
        server.setHandler(dispatcher);
        server.setErrorHandler(new StatusErrors());
    }

    /** Platform threads for selecting and framing; the requests' own are virtual. */
    private static QueuedThreadPool threads() {
        int processors = Runtime.getRuntime().availableProcessors();
        QueuedThreadPool threads = new QueuedThreadPool(12 + 2 * processors, 3);
        threads.setName("http");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("request-", 0).factory()));
        return threads;
    }

    private ServerConnector connector() {
        HttpConfiguration http = configuration();
        HttpConnectionFactory http1 = new HttpConnectionFactory(http);
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
        http2.setMaxConcurrentStreams(STREAMS_PER_CONNECTION);
        http2.setInitialStreamRecvWindow(STREAM_WINDOW);
        http2.setInitialSessionRecvWindow(CONNECTION_WINDOW);
        http2.setRateControlFactory(new WindowRateControl.Factory(CONTROL_FRAMES_PER_SECOND));
        http2.setConnectProtocolEnabled(false);
        // Jetty resets a stream at its second idle timeout even when told to ignore it, and takes 0 for its default;
        // what
        // must not be idle for long, bodies and blocked writes, times out by itself.
        http2.setStreamIdleTimeout(Duration.ofDays(365).toMillis());
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory("h2", "http/1.1");
        alpn.setDefaultProtocol("http/1.1");
        SslConnectionFactory ssl = new SslConnectionFactory(secured(), "alpn");
        // It would refuse host names that the certificate doesn't have, as a port-forward's or a tunnel's client sends.
        ssl.setEnsureSecureRequestCustomizer(false);
        ServerConnector listening = new ServerConnector(server, null, null, null, 1, -1, ssl, alpn, http2, http1);
        listening.setHost(settings.host());
        listening.setPort(settings.port());
        listening.setIdleTimeout(settings.idleTimeout().toMillis());
        listening.setAcceptQueueSize(1024);
        return listening;
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_REQUEST_HEADERS);
        http.setResponseHeaderSize(16 * 1024);
        http.setMaxResponseHeaderSize(MAX_RESPONSE_HEADERS);
        http.setOutputBufferSize(64 * 1024);
        // Paths are taken apart by the pipeline from their raw form, where %2F and empty segments are what they are.
        http.setUriCompliance(UriCompliance.UNSAFE);
        return http;
    }

    private SslContextFactory.Server secured() {
        SslContextFactory.Server factory = new SslContextFactory.Server();
        try {
            factory.setSslContext(tls.context());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("the JDK has no TLS", missing);
        }
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        factory.setWantClientAuth(!settings.clientAuthorities().isEmpty());
        factory.setRenegotiationAllowed(false);
        return factory;
    }

    /** Begins to listen; an address that is taken or isn't ours throws. */
    public HttpFrontend start() throws IOException {
        try {
            server.start();
            return this;
        } catch (IOException refused) {
            stop();
            throw refused;
        } catch (Exception broken) {
            stop();
            throw new BindException("cannot listen on " + settings.host() + ":" + settings.port() + ": " + broken);
        }
    }

    /** The port that is listened on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Shows this certificate from now on; connections that are open keep the old one. */
    public void identity(KeyedCertificate renewed) {
        tls.identity(renewed);
    }

    @Override
    public void close() {
        connector.close();
        dispatcher.awaitIdle(settings.stopGrace());
        dispatcher.interrupt();
        stop();
    }

    private void stop() {
        try {
            server.stop();
        } catch (Exception broken) {
            throw new IllegalStateException("the HTTP server did not stop cleanly", broken);
        }
    }
}
