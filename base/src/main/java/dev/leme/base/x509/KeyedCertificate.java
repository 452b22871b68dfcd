package dev.leme.base.x509;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate with those that vouch for it, and its private key: what a TLS peer shows and proves.
 *
 * @param chain the peer's own certificate first
 * @param key the private key of the first
 */
public record KeyedCertificate(List<X509Certificate> chain, PrivateKey key) {

    /** Copies the chain, which can't be empty. */
    public KeyedCertificate {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a chain without certificates");
        }
    }

    /** Reads both from PEM text. */
    public static KeyedCertificate parse(String certificates, String key) throws GeneralSecurityException {
        return new KeyedCertificate(Pem.certificates(certificates), Pem.privateKey(key));
    }

    /** The certificate itself. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** The name in the certificate. */
    public DistinguishedName name() {
        return DistinguishedName.of(certificate().getSubjectX500Principal());
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "KeyedCertificate[" + certificate().getSubjectX500Principal() + "]";
    }
}
