package dev.leme.base.x509;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private final CertificateAuthority authority =
            CertificateAuthority.selfSigned("test-ca", Duration.ofDays(3650), NOW);

    @Test
    void serverCertificate_issued_passesTheJdksValidatorWithItsNames() throws Exception {
        X509Certificate certificate =
                authority.issue(server(Duration.ofDays(365)), NOW).certificate();

        validate(certificate, NOW);
        assertEquals(
                "[[2, kubernetes.default], [7, 10.43.0.1]]",
                certificate.getSubjectAlternativeNames().toString());
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), certificate.getExtendedKeyUsage());
        assertEquals(-1, certificate.getBasicConstraints());
    }

    @Test
    void certificate_beyond2050_usesGeneralizedTimeAndEndsWithItsAuthority() throws Exception {
        CertificateAuthority old = CertificateAuthority.selfSigned("old", Duration.ofDays(365 * 60), NOW);
        Instant later = Instant.parse("2051-01-01T00:00:00Z");
        X509Certificate certificate =
                old.issue(server(Duration.ofDays(365 * 100)), later).certificate();

        assertEquals(old.certificate().getNotAfter(), certificate.getNotAfter());
        assertEquals(Date.from(later.minus(Duration.ofMinutes(5))), certificate.getNotBefore());
    }

    @Test
    void expiredCertificate_validated_fails() {
        X509Certificate certificate =
                authority.issue(server(Duration.ofDays(1)), NOW).certificate();

        assertThrows(GeneralSecurityException.class, () -> validate(certificate, NOW.plus(Duration.ofDays(2))));
    }

    @Test
    void name_withCommasAndUmlauts_survives() {
        DistinguishedName name = DistinguishedName.of("system:node:a,b=\"ü\"", "system:nodes", "x+y");
        KeyedCertificate client = authority.issue(CertificateTemplate.client(name, Duration.ofDays(1)), NOW);

        assertEquals(name, client.name());
    }

    @Test
    void pem_writtenAndRead_isTheSame() throws Exception {
        KeyedCertificate client =
                authority.issue(CertificateTemplate.client(DistinguishedName.of("u"), Duration.ofDays(1)), NOW);
        KeyedCertificate read = KeyedCertificate.parse(Pem.encode(client.chain()), Pem.encode(client.key()));

        assertEquals(client.chain(), read.chain());
        assertArrayEquals(client.key().getEncoded(), read.key().getEncoded());
        assertFalse(read.toString().contains("Private"));
    }

    @Test
    void garbage_readAsPem_throws() {
        assertThrows(GeneralSecurityException.class, () -> Pem.certificates("nonsense"));
        assertThrows(
                GeneralSecurityException.class,
                () -> Pem.privateKey(Pem.encode(Pem.PRIVATE_KEY, new byte[] {0x30, (byte) 0x84, 1, 2, 3})));
        assertThrows(
                GeneralSecurityException.class,
                () -> CertificateRequest.parse(Pem.encode(Pem.CERTIFICATE_REQUEST, new byte[] {0x30, 5, 1})));
    }

    @Test
    void openssl_checksAndRequests_agrees(@TempDir Path dir) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not here");
        Files.writeString(dir.resolve("ca.crt"), Pem.encode(authority.certificate()));
        CertificateAuthority present = CertificateAuthority.selfSigned("now", Duration.ofDays(2), Instant.now());
        Files.writeString(dir.resolve("now.crt"), Pem.encode(present.certificate()));
        Files.writeString(
                dir.resolve("leaf.crt"),
                Pem.encode(
                        present.issue(server(Duration.ofDays(1)), Instant.now()).certificate()));
        assertEquals(0, openssl(dir, "verify", "-x509_strict", "-CAfile", "now.crt", "leaf.crt"));
        assertEquals(
                0,
                openssl(
                        dir,
                        "req",
                        "-new",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-keyout",
                        "k",
                        "-out",
                        "r",
                        "-subj",
                        "/O=system:nodes/CN=system:node:n1",
                        "-addext",
                        "subjectAltName=DNS:n1,IP:10.0.0.1"));

        CertificateRequest request = CertificateRequest.parse(Files.readString(dir.resolve("r")));

        assertEquals(DistinguishedName.of("system:node:n1", "system:nodes"), request.subject());
        assertEquals(List.of("n1"), request.dnsNames());
        assertEquals(List.of(InetAddress.ofLiteral("10.0.0.1")), request.addresses());
        assertEquals("RSA", request.key().getAlgorithm());
    }

    private static int openssl(Path dir, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("out").toFile())
                .start();
        int code = process.waitFor();
        assertTrue(code == 0, () -> read(dir.resolve("out")));
        return code;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException gone) {
            return gone.toString();
        }
    }

    private static CertificateTemplate server(Duration validity) {
        return CertificateTemplate.server(
                DistinguishedName.of("kube-apiserver"),
                List.of("kubernetes.default"),
                List.of(InetAddress.ofLiteral("10.43.0.1")),
                validity);
    }

    private void validate(X509Certificate certificate, Instant when) throws GeneralSecurityException {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(when));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
    }
}
