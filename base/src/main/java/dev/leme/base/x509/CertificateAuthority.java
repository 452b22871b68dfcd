package dev.leme.base.x509;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Vouches for others: a certificate that may sign, with its elliptic or RSA key. */
public record CertificateAuthority(KeyedCertificate identity) {

    private static final SecureRandom RANDOM = new SecureRandom();
    /** Certificates begin to hold a little early, for clocks that are late. */
    private static final Duration SLACK = Duration.ofMinutes(5);

    /** A new authority that vouches for itself, valid from {@code now}. */
    public static CertificateAuthority selfSigned(String commonName, Duration validity, Instant now) {
        try {
            KeyPair keys = newKeys();
            DistinguishedName name = DistinguishedName.of(commonName);
            CertificateTemplate template =
                    new CertificateTemplate(name, CertificateTemplate.Usage.AUTHORITY, List.of(), List.of(), validity);
            byte[] der = sign(template, name.encoded(), keys.getPublic(), keys.getPublic(), keys.getPrivate(), now);
            return new CertificateAuthority(new KeyedCertificate(List.of(Pem.certificate(der)), keys.getPrivate()));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** New elliptic keys on P-256. */
    public static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** The authority's own certificate. */
    public X509Certificate certificate() {
        return identity.certificate();
    }

    /** A certificate with new keys. */
    public KeyedCertificate issue(CertificateTemplate template, Instant now) {
        KeyPair keys = newKeys();
        return new KeyedCertificate(List.of(issue(template, keys.getPublic(), now)), keys.getPrivate());
    }

    /** A certificate for somebody else's key; never valid for longer than the authority's own. */
    public X509Certificate issue(CertificateTemplate template, PublicKey key, Instant now) {
        try {
            byte[] issuer = certificate().getSubjectX500Principal().getEncoded();
            return Pem.certificate(
                    sign(within(template, now), issuer, key, certificate().getPublicKey(), identity.key(), now));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private CertificateTemplate within(CertificateTemplate template, Instant now) {
        Duration left = Duration.between(now, certificate().getNotAfter().toInstant());
        Duration validity = template.validity().compareTo(left) < 0 ? template.validity() : left;
        return new CertificateTemplate(
                template.subject(), template.usage(), template.dnsNames(), template.addresses(), validity);
    }

    private static byte[] sign(
            CertificateTemplate template,
            byte[] issuer,
            PublicKey key,
            PublicKey issuerKey,
            PrivateKey signer,
            Instant now)
            throws GeneralSecurityException {
        Instant from = now.minus(SLACK).truncatedTo(ChronoUnit.SECONDS);
        Instant until = now.plus(template.validity()).truncatedTo(ChronoUnit.SECONDS);
        List<byte[]> extensions = new ArrayList<>(template.extensions());
        extensions.add(CertificateTemplate.extension("2.5.29.14", false, Der.octets(keyId(key))));
        byte[] authorityId = Der.sequence(Der.value(0x80, keyId(issuerKey)));
        extensions.add(CertificateTemplate.extension("2.5.29.35", false, authorityId));
        byte[] algorithm = algorithm(signer);
        byte[] body = Der.sequence(
                Der.value(0xa0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(127, RANDOM).setBit(126)),
                algorithm,
                issuer,
                Der.sequence(Der.time(from), Der.time(until)),
                template.subject().encoded(),
                key.getEncoded(),
                Der.value(0xa3, Der.sequence(extensions)));
        return Der.sequence(body, algorithm, Der.bits(signature(signer, body)));
    }

    private static byte[] algorithm(PrivateKey signer) {
        return signer.getAlgorithm().equals("RSA")
                ? Der.sequence(Der.oid("1.2.840.113549.1.1.11"), Der.value(0x05))
                : Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    }

    private static byte[] signature(PrivateKey signer, byte[] body) throws GeneralSecurityException {
        String scheme = signer.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        Signature signature = Signature.getInstance(scheme);
        signature.initSign(signer);
        signature.update(body);
        return signature.sign();
    }

    /** RFC 7093 §2, method 1: the leftmost 160 bits of the key's SHA-256. */
    private static byte[] keyId(PublicKey key) throws GeneralSecurityException {
        DerReader info = new DerReader(key.getEncoded()).enter(Der.SEQUENCE);
        info.content();
        byte[] bits = info.enter(Der.BIT_STRING).rest();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(bits, 1, bits.length - 1);
        return java.util.Arrays.copyOf(digest.digest(), 20);
    }
}
