package dev.leme.dns.forward;

import dev.leme.base.time.Clock;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The machine's resolvers as its files name them now: read again every few seconds while names are asked for, for a machine changes
 * its network. One that only the machine itself can reach is of no use to a node with a network of its own.
 */
public final class ResolvConf implements Supplier<List<InetSocketAddress>> {

    private static final Logger LOG = System.getLogger(ResolvConf.class.getName());
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final int PORT = 53;
    /** As many as the C library asks. */
    private static final int MOST = 3;

    private final List<Path> files;
    private final Clock clock;
    private List<InetSocketAddress> resolvers = List.of();
    private long readNanos;
    private boolean read;

    /** The first of the files that names a resolver counts. */
    public ResolvConf(List<Path> files, Clock clock) {
        this.files = List.copyOf(files);
        this.clock = clock;
    }

    /** Those of this machine; where systemd keeps the true ones beside a file that names itself, those. */
    public static ResolvConf ofThisMachine(Clock clock) {
        return new ResolvConf(List.of(Path.of("/run/systemd/resolve/resolv.conf"), Path.of("/etc/resolv.conf")), clock);
    }

    @Override
    public synchronized List<InetSocketAddress> get() {
        if (!read || clock.nanoTime() - readNanos > FRESH.toNanos()) {
            resolvers = read();
            readNanos = clock.nanoTime();
            read = true;
        }
        return resolvers;
    }

    private List<InetSocketAddress> read() {
        for (Path file : files) {
            List<InetSocketAddress> found = read(file);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private static List<InetSocketAddress> read(Path file) {
        List<InetSocketAddress> found = new ArrayList<>();
        if (!Files.isReadable(file)) {
            return found;
        }
        try {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length > 1 && words[0].equals("nameserver") && found.size() < MOST) {
                    add(found, words[1]);
                }
            }
        } catch (IOException unreadable) {
            LOG.log(Level.WARNING, () -> "cannot read " + file + ": " + unreadable.getMessage());
        }
        return found;
    }

    private static void add(List<InetSocketAddress> found, String address) {
        try {
            InetAddress resolver = InetAddress.ofLiteral(address);
            if (!resolver.isLoopbackAddress()) {
                found.add(new InetSocketAddress(resolver, PORT));
            }
        } catch (IllegalArgumentException notAnAddress) {
            LOG.log(Level.DEBUG, () -> "not an address in resolv.conf: " + address);
        }
    }
}
