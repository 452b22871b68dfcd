package dev.leme.cluster.pki;

import dev.leme.base.time.Clock;
import dev.leme.base.x509.CertificateAuthority;
import dev.leme.base.x509.CertificateTemplate;
import dev.leme.base.x509.DistinguishedName;
import dev.leme.base.x509.KeyedCertificate;
import dev.leme.base.x509.Pem;
import dev.leme.store.encryption.EncryptionKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The cluster's keys and certificates, kept as PEM in one directory under kubeadm's file names: made when first asked for,
 * used again as long as they hold, issued anew when less than {@link #RENEWED_WITHIN} is left.
 *
 * <p>The authority is never replaced: a damaged one throws, because everything issued so far depends on it.
 */
public final class ClusterPki {

    private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);
    private static final Duration VALIDITY = Duration.ofDays(365);
    /** How long before its end a certificate is issued anew. */
    static final Duration RENEWED_WITHIN = Duration.ofDays(90);

    private static final String SERVER = "apiserver";
    private static final String ENCRYPTION = "encryption.keys";

    private final PemDirectory files;
    private final Clock clock;
    private final CertificateAuthority authority;

    private ClusterPki(PemDirectory files, Clock clock, CertificateAuthority authority) {
        this.files = files;
        this.clock = clock;
        this.authority = authority;
    }

    /** The keys in {@code directory}, which is made where it isn't there. Throws when what is there can't be read. */
    public static ClusterPki open(Path directory, Clock clock) throws IOException {
        PemDirectory files = new PemDirectory(directory);
        return new ClusterPki(files, clock, authority(files, "ca", "kubernetes-ca", clock.now()));
    }

    private static CertificateAuthority authority(PemDirectory files, String file, String name, Instant now)
            throws IOException {
        if (files.has(file + ".crt")) {
            return new CertificateAuthority(read(files, file));
        }
        CertificateAuthority made = CertificateAuthority.selfSigned(name, AUTHORITY_VALIDITY, now);
        write(files, file, made.identity());
        return made;
    }

    /** The authority's certificate, which every client trusts. */
    public X509Certificate authority() {
        return authority.certificate();
    }

    /** The authority's certificate as PEM: for kubeconfigs and the {@code kube-root-ca.crt} config maps. */
    public String authorityPem() {
        return Pem.encode(authority.certificate());
    }

    /** The authority itself, for whoever signs requests. */
    public CertificateAuthority signer() {
        return authority;
    }

    /** The authority for the front proxy, by which aggregated API servers know us. */
    public CertificateAuthority frontProxyAuthority() throws IOException {
        return authority(files, "front-proxy-ca", "front-proxy-ca", clock.now());
    }

    /** The API server's certificate; issued anew also when it lacks one of {@code names}. */
    public KeyedCertificate server(ServerNames names) throws IOException {
        return kept(
                SERVER,
                CertificateTemplate.server(
                        DistinguishedName.of("kube-apiserver"), names.dnsNames(), names.addresses(), VALIDITY));
    }

    /** The certificate of the client {@code name}, kept under {@code file}, as {@code admin}. */
    public KeyedCertificate client(String file, DistinguishedName name) throws IOException {
        return kept(file, CertificateTemplate.client(name, VALIDITY));
    }

    /** The administrator's certificate: in the group that may do everything. */
    public KeyedCertificate administrator() throws IOException {
        return client("admin", DistinguishedName.of("kubernetes-admin", "system:masters"));
    }

    /** The certificate of the node agent of {@code nodeName}. */
    public KeyedCertificate node(String nodeName) throws IOException {
        return client("kubelet-" + nodeName, DistinguishedName.of("system:node:" + nodeName, "system:nodes"));
    }

    /** The keys that sign service accounts' tokens. */
    public KeyPair serviceAccountKeys() throws IOException {
        if (files.has("sa.pub")) {
            try {
                return new KeyPair(Pem.publicKey(files.read("sa.pub")), Pem.privateKey(files.read("sa.key")));
            } catch (GeneralSecurityException broken) {
                throw new IOException("cannot read " + files.file("sa.key") + ": " + broken.getMessage(), broken);
            }
        }
        KeyPair made = CertificateAuthority.newKeys();
        files.write("sa.key", Pem.encode(made.getPrivate()));
        files.write("sa.pub", Pem.encode(made.getPublic()));
        return made;
    }

    /** The keys that seal secrets at rest, in {@code encryption.keys}: made with the cluster. */
    public EncryptionKeys encryptionKeys() throws IOException {
        if (!files.has(ENCRYPTION)) {
            files.write(ENCRYPTION, EncryptionKeys.newFile());
        }
        try {
            return EncryptionKeys.parse(files.read(ENCRYPTION));
        } catch (IllegalArgumentException damaged) {
            throw new IOException("cannot read " + files.file(ENCRYPTION) + ": " + damaged.getMessage(), damaged);
        }
    }

    private KeyedCertificate kept(String file, CertificateTemplate template) throws IOException {
        if (files.has(file + ".crt") && files.has(file + ".key")) {
            try {
                KeyedCertificate known = read(files, file);
                if (holds(known, template)) {
                    return known;
                }
            } catch (IOException damaged) {
                // A certificate costs nothing to issue anew, so a damaged one is not worth a failed start.
            }
        }
        KeyedCertificate made = authority.issue(template, clock.now());
        write(files, file, made);
        return made;
    }

    private boolean holds(KeyedCertificate known, CertificateTemplate wanted) throws IOException {
        X509Certificate certificate = known.certificate();
        try {
            certificate.verify(authority.certificate().getPublicKey());
        } catch (GeneralSecurityException stranger) {
            return false;
        }
        return certificate.getNotAfter().toInstant().isAfter(clock.now().plus(RENEWED_WITHIN))
                && known.name().equals(wanted.subject())
                && alternativeNames(certificate).containsAll(names(wanted));
    }

    private static Set<String> names(CertificateTemplate template) {
        Set<String> names = new HashSet<>(template.dnsNames());
        template.addresses().forEach(address -> names.add(address.getHostAddress()));
        return names;
    }

    private static Set<String> alternativeNames(X509Certificate certificate) throws IOException {
        Set<String> names = new HashSet<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            for (List<?> name : all == null ? List.<List<?>>of() : all) {
                String text = String.valueOf(name.get(1));
                names.add(name.get(0).equals(7) ? InetAddress.ofLiteral(text).getHostAddress() : text);
            }
        } catch (GeneralSecurityException broken) {
            throw new IOException(broken);
        }
        return names;
    }

    private static KeyedCertificate read(PemDirectory files, String file) throws IOException {
        try {
            KeyedCertificate known = KeyedCertificate.parse(files.read(file + ".crt"), files.read(file + ".key"));
            requirePair(known.certificate().getPublicKey(), known.key());
            return known;
        } catch (GeneralSecurityException broken) {
            throw new IOException("cannot read " + files.file(file + ".crt") + ": " + broken.getMessage(), broken);
        }
    }

    private static void requirePair(PublicKey open, PrivateKey secret) throws GeneralSecurityException {
        Signature signature =
                Signature.getInstance(open.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(secret);
        signature.update((byte) 1);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        signature.update((byte) 1);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the key is not the certificate's");
        }
    }

    /** The key first: a certificate that is there has its key. */
    private static void write(PemDirectory files, String file, KeyedCertificate made) throws IOException {
        files.write(file + ".key", Pem.encode(made.key()));
        files.write(file + ".crt", Pem.encode(made.chain()));
    }
}
