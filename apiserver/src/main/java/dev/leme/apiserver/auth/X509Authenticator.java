package dev.leme.apiserver.auth;

import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.http.Exchange;
import dev.leme.base.time.Clock;
import dev.leme.base.x509.DistinguishedName;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Believes client certificates that the cluster's authority has issued for clients: the common name is the user, the
 * organizations are the groups. Checked once a certificate, remembered until it ends.
 */
public final class X509Authenticator implements Authenticator {

    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final int REMEMBERED = 1024;

    private record Known(User user, Instant from, Instant until) {}

    private final List<X509Certificate> authorities;
    private final Clock clock;
    private final Map<X509Certificate, Known> known = new ConcurrentHashMap<>();

    /** Believes what one of {@code authorities} has signed. */
    public X509Authenticator(List<X509Certificate> authorities, Clock clock) {
        this.authorities = List.copyOf(authorities);
        this.clock = clock;
    }

    @Override
    public @Nullable User authenticate(Exchange exchange) {
        List<X509Certificate> chain = exchange.clientCertificates();
        if (chain.isEmpty()) {
            return null;
        }
        Known remembered = known.get(chain.getFirst());
        Instant now = clock.now();
        if (remembered == null) {
            remembered = check(chain, now);
            if (known.size() >= REMEMBERED) {
                known.clear();
            }
            known.put(chain.getFirst(), remembered);
        }
        if (now.isBefore(remembered.from()) || now.isAfter(remembered.until())) {
            throw refused();
        }
        return remembered.user().name().isEmpty() ? null : remembered.user();
    }

    private Known check(List<X509Certificate> chain, Instant now) {
        X509Certificate certificate = chain.getFirst();
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            if (purposes != null && !purposes.contains(CLIENT_AUTHENTICATION) && !purposes.contains(ANY_PURPOSE)) {
                throw refused();
            }
            validate(chain, now);
            Instant from = certificate.getNotBefore().toInstant();
            return new Known(user(certificate), from, certificate.getNotAfter().toInstant());
        } catch (GeneralSecurityException | IllegalArgumentException untrusted) {
            throw refused();
        }
    }

    private void validate(List<X509Certificate> chain, Instant now) throws GeneralSecurityException {
        PKIXParameters parameters = new PKIXParameters(authorities.stream()
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toSet()));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        // A client may send the authority's own certificate along, which a path must not contain.
        List<X509Certificate> path =
                chain.stream().filter(link -> !authorities.contains(link)).toList();
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    }

    private static User user(X509Certificate certificate) throws GeneralSecurityException {
        DistinguishedName name = DistinguishedName.of(certificate.getSubjectX500Principal());
        List<String> groups = new ArrayList<>(name.organizations());
        groups.add("system:authenticated");
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        String id = "X509SHA256=" + HexFormat.of().formatHex(digest);
        return new User(
                name.commonName(),
                "",
                List.copyOf(groups),
                Map.of("authentication.kubernetes.io/credential-id", List.of(id)));
    }

    private static ApiException refused() {
        return ApiException.of(Reason.UNAUTHORIZED, "Unauthorized");
    }
}
