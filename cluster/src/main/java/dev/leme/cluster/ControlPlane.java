package dev.leme.cluster;

import dev.leme.apiserver.catalog.SealedResources;
import dev.leme.apiserver.http.jetty.FrontendSettings;
import dev.leme.apiserver.http.jetty.HttpFrontend;
import dev.leme.apiserver.images.ImportFilter;
import dev.leme.apiserver.images.RegistryFilter;
import dev.leme.apiserver.registry.ImageStore;
import dev.leme.apiserver.registry.RegistryHandler;
import dev.leme.apiserver.server.ApiServer;
import dev.leme.apiserver.server.ApiServerSettings;
import dev.leme.apiserver.server.ClusterSecurity;
import dev.leme.base.time.Clock;
import dev.leme.cluster.pki.ClusterPki;
import dev.leme.cluster.pki.ServerNames;
import dev.leme.cluster.why.Facts;
import dev.leme.cluster.why.WhyFilter;
import dev.leme.node.runtime.pause.PauseImage;
import dev.leme.store.Retention;
import dev.leme.store.Store;
import dev.leme.store.encryption.EncryptedStore;
import dev.leme.store.memory.MemoryStore;
import dev.leme.store.sqlite.SqliteStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.file.Files;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The store, the API server over it, and its door. */
final class ControlPlane implements AutoCloseable {

    private static final Logger LOG = System.getLogger(ControlPlane.class.getName());
    private static final Duration BETWEEN_RETENTIONS = Duration.ofSeconds(30);
    private static final Duration HISTORY = Duration.ofMinutes(5);
    private static final long MOST_REVISIONS = 100_000;
    private static final int BUG_IN_STORE = 70;

    private final ClusterConfig config;
    private final Clock clock;
    private final ClusterPki pki;
    private final Store store;
    private final ApiServer server;
    private final ImageStore images;
    private @Nullable HttpFrontend frontend;
    private @Nullable ServerNames names;
    private Clock.@Nullable Timer retentionTimer;

    ControlPlane(ClusterConfig config, Clock clock, LocalNodes nodes, Supplier<Facts> facts) throws IOException {
        this.config = config;
        this.clock = clock;
        this.pki = ClusterPki.open(config.home().resolve("pki"), clock);
        this.store = store(config, pki);
        this.images = ImageStore.open(config.home().resolve("images"));
        KeyPair accountKeys = pki.serviceAccountKeys();
        this.server = new ApiServer(new ApiServerSettings(
                store,
                clock,
                config.serviceRanges(),
                config.address() + ":" + config.apiPort(),
                objects -> new ClusterSecurity(objects, pki.authority(), accountKeys, clock),
                nodes,
                List.of(new RegistryFilter(new RegistryHandler(images))),
                List.of(new ImportFilter(images), new WhyFilter(facts))));
        scheduleRetention(new Retention(store, HISTORY, MOST_REVISIONS));
    }

    /** A store that has lost its own rules can't be trusted with one more write: the process ends, the file stays. */
    private static Store store(ClusterConfig config, ClusterPki pki) throws IOException {
        if (config.inMemory()) {
            return MemoryStore.open(ControlPlane::fatal);
        }
        Files.createDirectories(config.home());
        Store file = SqliteStore.open(config.home().resolve("store.db"), ControlPlane::fatal);
        try {
            return EncryptedStore.open(file, SealedResources.keyPrefixes(), pki.encryptionKeys());
        } catch (IOException | RuntimeException unreadable) {
            file.close();
            throw unreadable;
        }
    }

    private static void fatal(Throwable bug) {
        LOG.log(Level.ERROR, "a bug in the store: the process ends; what was answered is on the disk", bug);
        Runtime.getRuntime().halt(BUG_IN_STORE);
    }

    private void scheduleRetention(Retention retention) {
        retentionTimer = clock.schedule(BETWEEN_RETENTIONS, () -> {
            retention.tick(clock.now());
            scheduleRetention(retention);
        });
    }

    ApiServer server() {
        return server;
    }

    ClusterPki pki() {
        return pki;
    }

    /** Makes sure that the image of every sandbox can be pulled. */
    void providePause() throws IOException {
        images.importArchive(
                new ByteArrayInputStream(PauseImage.create().ociArchive()),
                dev.leme.apiserver.registry.ImportListener.NONE);
    }

    /** Begins to listen; returns the port. */
    int listen() throws IOException {
        InetAddress address = InetAddress.getByName(config.address());
        names = ServerNames.of(config.nodeName(), InetAddress.getByName(config.serviceAddress(1)), List.of(address));
        frontend = new HttpFrontend(
                        FrontendSettings.of(
                                config.address(), config.apiPort(), pki.server(names), List.of(pki.authority())),
                        server::handle)
                .start();
        return frontend.port();
    }

    /** Shows the newest certificate of the server, issued anew where the old one ends soon. */
    void renewIdentity() throws IOException {
        if (frontend != null && names != null) {
            frontend.identity(pki.server(names));
        }
    }

    @Override
    public void close() {
        if (frontend != null) {
            frontend.close();
        }
        Clock.Timer timer = retentionTimer;
        if (timer != null) {
            timer.cancel();
        }
        server.close();
        store.close();
    }
}
