package dev.leme.cluster.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.base.time.ManualClock;
import dev.leme.base.x509.DistinguishedName;
import dev.leme.base.x509.KeyedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPkiTest {

    private static final ServerNames NAMES =
            ServerNames.of("node-1", InetAddress.ofLiteral("10.43.0.1"), List.of(InetAddress.ofLiteral("192.0.2.7")));

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    Path directory;

    @Test
    void everything_openedAgain_isTheSame() throws Exception {
        ClusterPki first = ClusterPki.open(directory.resolve("pki"), clock);
        KeyedCertificate server = first.server(NAMES);
        KeyedCertificate admin = first.administrator();
        var keys = first.serviceAccountKeys();
        ClusterPki again = ClusterPki.open(directory.resolve("pki"), clock);

        assertEquals(first.authority(), again.authority());
        assertEquals(server.certificate(), again.server(NAMES).certificate());
        assertEquals(admin.certificate(), again.administrator().certificate());
        assertEquals(keys.getPublic(), again.serviceAccountKeys().getPublic());
        assertEquals(DistinguishedName.of("kubernetes-admin", "system:masters"), admin.name());
    }

    @Test
    void files_made_areTheOwnersAlone() throws Exception {
        ClusterPki pki = ClusterPki.open(directory.resolve("pki"), clock);
        pki.server(NAMES);
        pki.serviceAccountKeys();
        pki.frontProxyAuthority();

        assertEquals("rwx------", mode(directory.resolve("pki")));
        try (Stream<Path> files = Files.list(directory.resolve("pki"))) {
            List<Path> all = files.toList();
            assertEquals(8, all.size(), all.toString());
            all.forEach(file -> assertEquals("rw-------", mode(file)));
        }
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException gone) {
            throw new java.io.UncheckedIOException(gone);
        }
    }

    @Test
    void serverCertificate_nearItsEnd_isIssuedAnewByTheSameAuthority() throws Exception {
        ClusterPki pki = ClusterPki.open(directory, clock);
        X509Certificate old = pki.server(NAMES).certificate();
        clock.advance(Duration.ofDays(365).minus(ClusterPki.RENEWED_WITHIN).minusDays(1));
        assertEquals(old, pki.server(NAMES).certificate());

        clock.advance(Duration.ofDays(2));
        X509Certificate renewed = pki.server(NAMES).certificate();

        assertNotEquals(old, renewed);
        renewed.verify(pki.authority().getPublicKey());
    }

    @Test
    void serverCertificate_withoutANewName_isIssuedAnew() throws Exception {
        ClusterPki pki = ClusterPki.open(directory, clock);
        X509Certificate old = pki.server(NAMES).certificate();
        ServerNames moved = ServerNames.of(
                "node-1", InetAddress.ofLiteral("10.43.0.1"), List.of(InetAddress.ofLiteral("192.0.2.8")));

        X509Certificate renewed = pki.server(moved).certificate();

        assertNotEquals(old, renewed);
        assertTrue(renewed.getSubjectAlternativeNames().contains(List.of(7, "192.0.2.8")));
        assertTrue(renewed.getSubjectAlternativeNames().contains(List.of(2, "kubernetes.default.svc.cluster.local")));
    }

    @Test
    void certificate_damagedOrWithAnotherKey_isIssuedAnew() throws Exception {
        ClusterPki pki = ClusterPki.open(directory, clock);
        X509Certificate old = pki.server(NAMES).certificate();
        Files.copy(
                directory.resolve("ca.key"),
                directory.resolve("apiserver.key"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        X509Certificate second = pki.server(NAMES).certificate();
        Files.writeString(directory.resolve("apiserver.crt"), "-----BEGIN");

        assertNotEquals(old, second);
        assertNotEquals(second, pki.server(NAMES).certificate());
    }

    @Test
    void authority_damaged_isNeverReplaced() throws Exception {
        ClusterPki.open(directory, clock);
        Files.writeString(directory.resolve("ca.crt"), "nonsense");

        IOException refused = assertThrows(IOException.class, () -> ClusterPki.open(directory, clock));
        assertTrue(String.valueOf(refused.getMessage()).contains("ca.crt"));
    }

    @Test
    void authority_whoseMakingWasCutShort_isMade() throws Exception {
        Files.writeString(directory.resolve("ca.key"), "half");

        ClusterPki.open(directory, clock).authority().checkValidity(java.util.Date.from(clock.now()));
    }
}
