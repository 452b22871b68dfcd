package dev.leme.cli.admin;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.base.x509.KeyedCertificate;
import dev.leme.base.x509.Pem;
import dev.leme.cli.CommandFailure;
import dev.leme.cli.home.ClusterHome;
import dev.leme.cli.kubeconfig.Kubeconfig;
import dev.leme.cli.kubeconfig.KubeconfigFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** HTTPS to a cluster with the certificates of its own kubeconfig, trusting its own authority alone. */
public final class AdminConnection implements AutoCloseable {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(15);
    private static final int OK = 200;
    private static final int FIRST_FAILURE = 300;
    private static final char[] NO_PASSWORD = {};

    private final ClusterHome home;
    private final URI server;
    private final HttpClient client;

    private AdminConnection(ClusterHome home, URI server, HttpClient client) {
        this.home = home;
        this.server = server;
        this.client = client;
    }

    /** Reads the cluster's kubeconfig; connects when first asked something. */
    public static AdminConnection open(ClusterHome home) {
        KubeconfigFile file = new KubeconfigFile(home.kubeconfig());
        if (!file.exists()) {
            throw new CommandFailure("there is no cluster '" + home.name() + "': './leme up"
                    + (home.name().equals(ClusterHome.USUAL_NAME) ? "" : " --name " + home.name()) + "' makes it");
        }
        Kubeconfig kubeconfig = file.read();
        try {
            JsonObject cluster = kubeconfig.first("clusters", "cluster");
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(tls(cluster, kubeconfig.first("users", "user")))
                    .connectTimeout(CONNECT_PATIENCE)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            return new AdminConnection(home, URI.create(cluster.string("server")), client);
        } catch (GeneralSecurityException | IOException | IllegalArgumentException damaged) {
            throw new CommandFailure(
                    "cannot use " + home.kubeconfig() + " (" + damaged.getMessage()
                            + "): './leme down' and './leme up' write it anew",
                    damaged);
        }
    }

    private static SSLContext tls(JsonObject cluster, JsonObject user) throws GeneralSecurityException, IOException {
        KeyStore trusted = emptyStore();
        int number = 0;
        for (X509Certificate authority : Pem.certificates(text(cluster, "certificate-authority-data"))) {
            trusted.setCertificateEntry("authority" + number++, authority);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyedCertificate own =
                KeyedCertificate.parse(text(user, "client-certificate-data"), text(user, "client-key-data"));
        KeyStore keys = emptyStore();
        keys.setKeyEntry("admin", own.key(), NO_PASSWORD, own.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(keys, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static String text(JsonObject object, String member) {
        return new String(Base64.getDecoder().decode(object.string(member)), StandardCharsets.UTF_8);
    }

    /** Where it is, as {@code https://198.18.0.2:6443}. */
    public URI server() {
        return server;
    }

    /** A JSON answer. */
    public JsonObject get(String path) {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(ANSWER_PATIENCE)
                .build();
        try (InputStream body = send(request)) {
            return Json.parseObject(body.readAllBytes());
        } catch (IOException | JsonException broken) {
            throw unreachable(broken);
        }
    }

    /** Sends a file's bytes as they are read; the answer comes as a stream. */
    public InputStream post(String path, Path file, String mediaType) {
        try {
            return send(HttpRequest.newBuilder(server.resolve(path))
                    .header("Content-Type", mediaType)
                    .POST(HttpRequest.BodyPublishers.ofFile(file))
                    .build());
        } catch (java.io.FileNotFoundException absent) {
            throw new CommandFailure("cannot read " + file + ": " + absent.getMessage(), absent);
        }
    }

    private InputStream send(HttpRequest request) {
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() < OK || response.statusCode() >= FIRST_FAILURE) {
                throw refused(response);
            }
            return response.body();
        } catch (IOException failure) {
            throw unreachable(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", stopped);
        }
    }

    private CommandFailure unreachable(Exception cause) {
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new CommandFailure(
                "the cluster '" + home.name() + "' does not answer at " + server + " (" + why
                        + "): './leme status' tells more, './leme up' starts it",
                cause);
    }

    private static CommandFailure refused(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8).strip();
            return new CommandFailure(message(text, response.statusCode()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A Status says it in its message. */
    private static String message(String text, int status) {
        try {
            String message =
                    Json.parseObject(text.getBytes(StandardCharsets.UTF_8)).string("message");
            return message.isEmpty() ? "the server answered with status " + status : message;
        } catch (JsonException plain) {
            return text.isEmpty() ? "the server answered with status " + status : text;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
