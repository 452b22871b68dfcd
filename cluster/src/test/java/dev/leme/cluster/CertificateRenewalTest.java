package dev.leme.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.base.time.ManualClock;
import dev.leme.client.ApiRequest;
import dev.leme.client.http.HttpTransport;
import dev.leme.client.http.Kubeconfig;
import dev.leme.client.http.ServerAccess;
import dev.leme.client.http.Tls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose certificates are about to end while it runs. */
class CertificateRenewalTest {

    private final Instant today = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    Path home;

    @Test
    void certificates_whoseEndComesNear_areRenewedWhileTheClusterRuns() throws Exception {
        ClusterConfig config = ClusterConfig.simulated(home);
        Cluster.start(config, new ManualClock(today.minus(Duration.ofDays(276))))
                .close();
        String administrator = Files.readString(home.resolve("pki/admin.crt"));
        String node = Files.readString(home.resolve("pki/kubelet-leme.crt"));

        ManualClock clock = new ManualClock(today.minus(Duration.ofDays(2)));
        try (Cluster cluster = Cluster.start(config, clock)) {
            X509Certificate first = shown(cluster, config);
            assertEquals(administrator, Files.readString(home.resolve("pki/admin.crt")));
            String kubeconfig = Files.readString(config.kubeconfig());

            clock.advance(Duration.ofDays(2));

            X509Certificate renewed = shown(cluster, config);
            assertTrue(first.getNotAfter().toInstant().isBefore(today.plus(Duration.ofDays(90))), first.toString());
            assertTrue(renewed.getNotAfter().toInstant().isAfter(today.plus(Duration.ofDays(360))), renewed.toString());
            assertNotEquals(kubeconfig, Files.readString(config.kubeconfig()));
            assertNotEquals(administrator, Files.readString(home.resolve("pki/admin.crt")));
            assertNotEquals(node, Files.readString(home.resolve("pki/kubelet-leme.crt")));
            assertEquals(200, statusOfAList(config));
        }
    }

    private static int statusOfAList(ClusterConfig config) throws IOException {
        try (HttpTransport transport = new HttpTransport(Kubeconfig.read(config.kubeconfig()))) {
            return transport.send(ApiRequest.of("GET", "/api/v1/namespaces")).status();
        }
    }

    /** What the server shows to whoever connects now. */
    private static X509Certificate shown(Cluster cluster, ClusterConfig config) throws Exception {
        ServerAccess access = Kubeconfig.read(config.kubeconfig());
        URI server = URI.create(cluster.server());
        try (SSLSocket socket =
                (SSLSocket) Tls.context(access).getSocketFactory().createSocket(server.getHost(), server.getPort())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        } catch (IOException refused) {
            throw new AssertionError("no handshake", refused);
        }
    }
}
