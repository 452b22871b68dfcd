package dev.leme.apiserver.http.jetty;

import dev.leme.base.x509.KeyedCertificate;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of TLS, straight from keys in memory: a PKCS#12 store would cost 100 ms of key stretching at each start.
 *
 * <p>Client certificates are taken as they come: the handshake proves that the client holds the key, and the
 * authenticator decides whether to believe the certificate. So a stranger's certificate gets the same 401 as from upstream
 * and not a broken handshake that tells nothing.
 */
final class ServerTls {

    private static final String ALIAS = "server";

    private volatile KeyedCertificate identity;
    private final X509Certificate[] clientAuthorities;

    ServerTls(KeyedCertificate identity, List<X509Certificate> clientAuthorities) {
        this.identity = identity;
        this.clientAuthorities = clientAuthorities.toArray(X509Certificate[]::new);
    }

    /** From the next handshake on this is what the server shows. */
    void identity(KeyedCertificate renewed) {
        identity = renewed;
    }

    SSLContext context() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new Keys()}, new TrustManager[] {new Clients()}, null);
        return context;
    }

    /** One identity for whoever asks. */
    private final class Keys extends X509ExtendedKeyManager {

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return keyType.equals(identity.key().getAlgorithm()) ? ALIAS : null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return chooseEngineServerAlias(keyType, issuers, null);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return identity.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return identity.key();
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }

    /** Tells clients which authorities we know, and leaves the judgement to the authenticator. */
    private final class Clients extends X509ExtendedTrustManager {

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return clientAuthorities.clone();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("this is the server's side");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            checkServerTrusted(chain, authType);
        }
    }
}
