package dev.leme.base.x509;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a certificate shall say; the authority adds who vouches for it, and when.
 *
 * @param subject whose it is
 * @param usage what it is good for
 * @param dnsNames the host names it stands for
 * @param addresses the addresses it stands for
 * @param validity for how long
 */
public record CertificateTemplate(
        DistinguishedName subject, Usage usage, List<String> dnsNames, List<InetAddress> addresses, Duration validity) {

    /** What a certificate is good for. */
    public enum Usage {
        /** To vouch for others. */
        AUTHORITY,
        /** To be a TLS server. */
        SERVER,
        /** To be a TLS client. */
        CLIENT,
        /** To be both, as a node's. */
        SERVER_AND_CLIENT
    }

    private static final int DNS_NAME = 0x82;
    private static final int IP_ADDRESS = 0x87;

    /** A client's certificate. */
    public static CertificateTemplate client(DistinguishedName subject, Duration validity) {
        return new CertificateTemplate(subject, Usage.CLIENT, List.of(), List.of(), validity);
    }

    /** A server's certificate. */
    public static CertificateTemplate server(
            DistinguishedName subject, List<String> dnsNames, List<InetAddress> addresses, Duration validity) {
        return new CertificateTemplate(subject, Usage.SERVER, dnsNames, addresses, validity);
    }

    /** The extensions that say so (RFC 5280 §4.2.1). */
    List<byte[]> extensions() {
        List<byte[]> extensions = new ArrayList<>();
        extensions.add(keyUsage());
        if (usage == Usage.AUTHORITY) {
            extensions.add(extension("2.5.29.19", true, Der.sequence(Der.truth())));
        } else {
            extensions.add(extension("2.5.29.19", true, Der.sequence()));
            extensions.add(extension("2.5.29.37", false, Der.sequence(purposes())));
        }
        if (!dnsNames.isEmpty() || !addresses.isEmpty()) {
            extensions.add(extension("2.5.29.17", false, Der.sequence(alternativeNames())));
        }
        return extensions;
    }

    private byte[] keyUsage() {
        // Bits from the left: 0 digitalSignature, 2 keyEncipherment, 5 keyCertSign; the first byte counts unused bits.
        byte[] bits = usage == Usage.AUTHORITY ? new byte[] {2, (byte) 0xa4} : new byte[] {5, (byte) 0xa0};
        return extension("2.5.29.15", true, Der.value(Der.BIT_STRING, bits));
    }

    private List<byte[]> purposes() {
        List<byte[]> purposes = new ArrayList<>();
        if (usage != Usage.CLIENT) {
            purposes.add(Der.oid("1.3.6.1.5.5.7.3.1"));
        }
        if (usage != Usage.SERVER) {
            purposes.add(Der.oid("1.3.6.1.5.5.7.3.2"));
        }
        return purposes;
    }

    private List<byte[]> alternativeNames() {
        List<byte[]> names = new ArrayList<>();
        for (String name : dnsNames) {
            names.add(Der.value(DNS_NAME, name.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        }
        for (InetAddress address : addresses) {
            names.add(Der.value(IP_ADDRESS, address.getAddress()));
        }
        return names;
    }

    static byte[] extension(String id, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(id), Der.truth(), Der.octets(value))
                : Der.sequence(Der.oid(id), Der.octets(value));
    }
}
