package dev.leme.base.x509;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * Somebody's wish for a certificate (PKCS#10, RFC 2986), its signature checked: whoever made it holds the key.
 *
 * @param subject who asks
 * @param key for which key
 * @param dnsNames for which host names
 * @param addresses for which addresses
 */
public record CertificateRequest(
        DistinguishedName subject, PublicKey key, List<String> dnsNames, List<InetAddress> addresses) {

    private static final String EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";

    /** Reads PEM text; what isn't a request, or isn't signed by its own key, throws. */
    public static CertificateRequest parse(String pem) throws GeneralSecurityException {
        try {
            DerReader request = new DerReader(Pem.first(Pem.CERTIFICATE_REQUEST, pem)).enter(Der.SEQUENCE);
            byte[] body = request.whole();
            String algorithm = request.enter(Der.SEQUENCE).enter(Der.OID).oid();
            byte[] bits = request.enter(Der.BIT_STRING).rest();
            DerReader fields = new DerReader(body).enter(Der.SEQUENCE);
            fields.enter(Der.INTEGER);
            X500Principal subject = new X500Principal(fields.whole());
            PublicKey key = Pem.publicKey(fields.whole());
            verify(key, scheme(algorithm), body, bits);
            return withNames(DistinguishedName.of(subject), key, fields);
        } catch (IllegalArgumentException | UnknownHostException broken) {
            throw new GeneralSecurityException("not a certificate request: " + broken.getMessage(), broken);
        }
    }

    private static CertificateRequest withNames(DistinguishedName subject, PublicKey key, DerReader fields)
            throws UnknownHostException {
        List<String> dnsNames = new ArrayList<>();
        List<InetAddress> addresses = new ArrayList<>();
        DerReader attributes = fields.hasMore() ? fields.enter(0xa0) : fields;
        while (attributes.hasMore()) {
            DerReader attribute = attributes.enter(Der.SEQUENCE);
            if (attribute.enter(Der.OID).oid().equals(EXTENSION_REQUEST)) {
                readExtensions(attribute.enter(Der.SET).enter(Der.SEQUENCE), dnsNames, addresses);
            }
        }
        return new CertificateRequest(subject, key, List.copyOf(dnsNames), List.copyOf(addresses));
    }

    private static void readExtensions(DerReader extensions, List<String> dnsNames, List<InetAddress> addresses)
            throws UnknownHostException {
        while (extensions.hasMore()) {
            DerReader extension = extensions.enter(Der.SEQUENCE);
            String id = extension.enter(Der.OID).oid();
            if (extension.tag() == Der.BOOLEAN) {
                extension.content();
            }
            DerReader value = extension.enter(Der.OCTET_STRING);
            if (id.equals(ALTERNATIVE_NAMES)) {
                readNames(value.enter(Der.SEQUENCE), dnsNames, addresses);
            }
        }
    }

    private static void readNames(DerReader names, List<String> dnsNames, List<InetAddress> addresses)
            throws UnknownHostException {
        while (names.hasMore()) {
            int tag = names.tag();
            DerReader name = names.content();
            if (tag == 0x82) {
                dnsNames.add(name.text());
            } else if (tag == 0x87) {
                addresses.add(InetAddress.getByAddress(name.rest()));
            }
        }
    }

    private static String scheme(String algorithm) throws GeneralSecurityException {
        return switch (algorithm) {
            case "1.2.840.10045.4.3.2" -> "SHA256withECDSA";
            case "1.2.840.10045.4.3.3" -> "SHA384withECDSA";
            case "1.2.840.10045.4.3.4" -> "SHA512withECDSA";
            case "1.2.840.113549.1.1.11" -> "SHA256withRSA";
            case "1.2.840.113549.1.1.12" -> "SHA384withRSA";
            case "1.2.840.113549.1.1.13" -> "SHA512withRSA";
            case "1.3.101.112" -> "Ed25519";
            default -> throw new GeneralSecurityException("unknown signature algorithm " + algorithm);
        };
    }

    private static void verify(PublicKey key, String scheme, byte[] body, byte[] bits) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(scheme);
        signature.initVerify(key);
        signature.update(body);
        if (bits.length < 1 || !signature.verify(bits, 1, bits.length - 1)) {
            throw new GeneralSecurityException("the request is not signed by its own key");
        }
    }
}
