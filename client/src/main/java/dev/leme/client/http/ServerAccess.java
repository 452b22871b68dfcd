package dev.leme.client.http;

import dev.leme.base.x509.KeyedCertificate;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is and how to prove who one is.
 *
 * @param server its address, as {@code https://198.18.0.2:6443}
 * @param authorities who vouches for it; empty for whom the machine trusts
 * @param certificate the client's own certificate, or null
 * @param token the client's bearer token; empty for none
 */
public record ServerAccess(
        URI server,
        List<X509Certificate> authorities,
        @Nullable KeyedCertificate certificate,
        String token) {}
