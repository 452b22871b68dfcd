package dev.leme.base.x509;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text form of certificates and keys (RFC 7468). Text that doesn't hold what is asked for throws {@link GeneralSecurityException}. */
public final class Pem {

    /** The label of a certificate. */
    public static final String CERTIFICATE = "CERTIFICATE";

    /** The label of a PKCS#8 private key. */
    public static final String PRIVATE_KEY = "PRIVATE KEY";

    /** The label of a public key. */
    public static final String PUBLIC_KEY = "PUBLIC KEY";

    /** The label of a PKCS#10 request. */
    public static final String CERTIFICATE_REQUEST = "CERTIFICATE REQUEST";

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    /** One block. */
    public static String encode(String label, byte[] der) {
        String body = new String(LINES.encode(der), StandardCharsets.US_ASCII);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** A certificate's block. */
    public static String encode(X509Certificate certificate) {
        try {
            return encode(CERTIFICATE, certificate.getEncoded());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The certificates' blocks in order. */
    public static String encode(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        certificates.forEach(certificate -> text.append(encode(certificate)));
        return text.toString();
    }

    /** A private key's block. */
    public static String encode(PrivateKey key) {
        return encode(PRIVATE_KEY, key.getEncoded());
    }

    /** A public key's block. */
    public static String encode(PublicKey key) {
        return encode(PUBLIC_KEY, key.getEncoded());
    }

    /** The content of the blocks with this label, in order. */
    public static List<byte[]> decode(String label, String text) throws GeneralSecurityException {
        List<byte[]> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).equals(label)) {
                try {
                    blocks.add(Base64.getMimeDecoder().decode(matcher.group(2)));
                } catch (IllegalArgumentException broken) {
                    throw new GeneralSecurityException("a " + label + " block is not base64", broken);
                }
            }
        }
        return blocks;
    }

    /** The first block with this label. */
    public static byte[] first(String label, String text) throws GeneralSecurityException {
        List<byte[]> blocks = decode(label, text);
        if (blocks.isEmpty()) {
            throw new GeneralSecurityException("no " + label + " block found");
        }
        return blocks.getFirst();
    }

    /** All certificates in the text; at least one. */
    public static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (byte[] der : decode(CERTIFICATE, text)) {
            certificates.add(certificate(der));
        }
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no CERTIFICATE block found");
        }
        return List.copyOf(certificates);
    }

    /** The certificate in this DER encoding. */
    public static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    /** The PKCS#8 private key in the text, elliptic or RSA. */
    public static PrivateKey privateKey(String text) throws GeneralSecurityException {
        byte[] der = first(PRIVATE_KEY, text);
        return KeyFactory.getInstance(algorithm(der, true)).generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    /** The public key in the text, elliptic or RSA. */
    public static PublicKey publicKey(String text) throws GeneralSecurityException {
        return publicKey(first(PUBLIC_KEY, text));
    }

    /** The public key in this DER encoding (SubjectPublicKeyInfo). */
    public static PublicKey publicKey(byte[] der) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm(der, false)).generatePublic(new X509EncodedKeySpec(der));
    }

    private static String algorithm(byte[] der, boolean isPrivate) throws GeneralSecurityException {
        try {
            DerReader key = new DerReader(der).enter(Der.SEQUENCE);
            if (isPrivate) {
                key.enter(Der.INTEGER);
            }
            return switch (key.enter(Der.SEQUENCE).enter(Der.OID).oid()) {
                case "1.2.840.10045.2.1" -> "EC";
                case "1.2.840.113549.1.1.1" -> "RSA";
                case "1.3.101.112" -> "Ed25519";
                case String other -> throw new GeneralSecurityException("unknown kind of key " + other);
            };
        } catch (IllegalArgumentException broken) {
            throw new GeneralSecurityException("not a key", broken);
        }
    }
}
