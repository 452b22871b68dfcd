package dev.leme.apiserver.http.jetty;

import dev.leme.base.x509.KeyedCertificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * How the front end listens.
 *
 * @param host the address to bind, as {@code 127.0.0.1}
 * @param port the port; 0 takes a free one
 * @param identity what the server shows
 * @param clientAuthorities whose certificates clients are told to choose from; none are asked for when empty
 * @param idleTimeout after which a connection without a request, a body that doesn't come and an answer that isn't taken
 *     are given up; a stream that has nothing to say is not
 * @param stopGrace how long requests may go on when the front end closes
 */
public record FrontendSettings(
        String host,
        int port,
        KeyedCertificate identity,
        List<X509Certificate> clientAuthorities,
        Duration idleTimeout,
        Duration stopGrace) {

    /** What a cluster uses. */
    public static FrontendSettings of(
            String host, int port, KeyedCertificate identity, List<X509Certificate> clientAuthorities) {
        return new FrontendSettings(
                host, port, identity, List.copyOf(clientAuthorities), Duration.ofSeconds(90), Duration.ofSeconds(2));
    }
}
