package dev.leme.cluster.pki;

import dev.leme.base.time.Clock;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Looks once a day whether what shows certificates must show newer ones, so that a cluster that is never restarted outlives its
 * certificates. A look that fails is repeated in an hour: there are {@link ClusterPki#RENEWED_WITHIN 90 days} for it.
 */
public final class CertificateRenewal implements AutoCloseable {

    private static final Logger LOG = System.getLogger(CertificateRenewal.class.getName());
    private static final Duration BETWEEN = Duration.ofDays(1);
    private static final Duration AFTER_FAILURE = Duration.ofHours(1);

    /** Takes each certificate from {@link ClusterPki}, which issues those anew that end soon, and shows it. */
    @FunctionalInterface
    public interface Look {
        /** Looks; does no harm when nothing has to be done. */
        void look() throws IOException;
    }

    private final Clock clock;
    private final Look look;
    private Clock.Timer next;
    private boolean closed;

    private CertificateRenewal(Clock clock, Look look) {
        this.clock = clock;
        this.look = look;
        this.next = clock.schedule(BETWEEN, this::run);
    }

    /** Looks a day from now, and daily from then on. */
    public static CertificateRenewal start(Clock clock, Look look) {
        return new CertificateRenewal(clock, look);
    }

    private synchronized void run() {
        if (!closed) {
            next = clock.schedule(outcome(), this::run);
        }
    }

    private Duration outcome() {
        try {
            look.look();
            return BETWEEN;
        } catch (IOException | RuntimeException failure) {
            LOG.log(
                    Level.WARNING,
                    "certificates can't be renewed, next try in an hour: " + failure.getMessage(),
                    failure);
            return AFTER_FAILURE;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        next.cancel();
    }
}
