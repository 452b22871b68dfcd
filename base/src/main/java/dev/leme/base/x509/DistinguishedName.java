package dev.leme.base.x509;

import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * The two parts of a certificate's subject that say who somebody is.
 *
 * @param commonName the user; empty without
 * @param organizations the groups
 */
public record DistinguishedName(String commonName, List<String> organizations) {

    private static final String COMMON_NAME = "2.5.4.3";
    private static final String ORGANIZATION = "2.5.4.10";
    private static final int BMP_STRING = 0x1e;

    /** A name in these groups. */
    public static DistinguishedName of(String commonName, String... organizations) {
        return new DistinguishedName(commonName, List.of(organizations));
    }

    /** What {@code principal} says; of several common names the last counts. */
    public static DistinguishedName of(X500Principal principal) {
        String name = "";
        List<String> organizations = new ArrayList<>();
        DerReader sets = new DerReader(principal.getEncoded()).enter(Der.SEQUENCE);
        while (sets.hasMore()) {
            DerReader attributes = sets.enter(Der.SET);
            while (attributes.hasMore()) {
                DerReader attribute = attributes.enter(Der.SEQUENCE);
                String type = attribute.enter(Der.OID).oid();
                if (type.equals(COMMON_NAME)) {
                    name = text(attribute);
                } else if (type.equals(ORGANIZATION)) {
                    organizations.add(text(attribute));
                }
            }
        }
        return new DistinguishedName(name, List.copyOf(organizations));
    }

    private static String text(DerReader attribute) {
        boolean wide = attribute.tag() == BMP_STRING;
        DerReader content = attribute.content();
        return wide ? new String(content.rest(), java.nio.charset.StandardCharsets.UTF_16BE) : content.text();
    }

    /** The name as certificates carry it. */
    public byte[] encoded() {
        List<byte[]> sets = new ArrayList<>();
        organizations.forEach(organization -> sets.add(attribute(ORGANIZATION, organization)));
        if (!commonName.isEmpty()) {
            sets.add(attribute(COMMON_NAME, commonName));
        }
        return Der.sequence(sets);
    }

    private static byte[] attribute(String type, String text) {
        return Der.value(Der.SET, Der.sequence(Der.oid(type), Der.utf8(text)));
    }
}
