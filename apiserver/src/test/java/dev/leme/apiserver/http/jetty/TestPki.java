package dev.leme.apiserver.http.jetty;

import dev.leme.base.x509.CertificateAuthority;
import dev.leme.base.x509.CertificateTemplate;
import dev.leme.base.x509.DistinguishedName;
import dev.leme.base.x509.KeyedCertificate;
import java.net.InetAddress;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** An authority for a test, the server's certificate, and clients' TLS. */
public final class TestPki {

    public final CertificateAuthority authority =
            CertificateAuthority.selfSigned("test-ca", Duration.ofDays(1), Instant.now());

    public final KeyedCertificate server = authority.issue(
            CertificateTemplate.server(
                    DistinguishedName.of("kube-apiserver"),
                    List.of("localhost"),
                    List.of(InetAddress.getLoopbackAddress()),
                    Duration.ofHours(1)),
            Instant.now());

    public KeyedCertificate client(String name, String... groups) {
        return authority.issue(
                CertificateTemplate.client(DistinguishedName.of(name, groups), Duration.ofHours(1)), Instant.now());
    }

    public SSLContext tls(@Nullable KeyedCertificate client) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", authority.certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(client == null ? null : keys(client), trust.getTrustManagers(), null);
            return context;
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static KeyManager[] keys(KeyedCertificate client) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] password = "x".toCharArray();
        store.setKeyEntry("me", client.key(), password, new java.security.cert.Certificate[] {client.certificate()});
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }
}
