package dev.leme.node.logs;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A container's log as a client reads it. A followed one goes on across rotations and ends when the container has ended;
 * closing it from another thread makes a blocked read return.
 */
public final class LogStream extends InputStream {
    private final Path path;
    private final LogOptions options;
    private final BooleanSupplier running;
    private final LogSignals.@Nullable Signal signal;
    private LogFile file;
    private byte[] pending = new byte[0];
    private int at;
    private long left;
    private boolean lineBegins = true;
    private volatile boolean closed;

    /**
     * Opens the log.
     *
     * @param running whether the container may still write
     */
    public LogStream(Path path, LogOptions options, LogSignals signals, BooleanSupplier running) throws IOException {
        this.path = path;
        this.options = options;
        this.running = running;
        this.left = options.limitBytes().orElse(Long.MAX_VALUE);
        Path directory = Objects.requireNonNull(path.getParent());
        this.signal = options.follow() ? signals.watch(directory) : null;
        this.file = new LogFile(path);
        if (options.tailLines().isPresent()) {
            file.seekTail(options.tailLines().getAsLong());
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 || (at == pending.length && !fill())) {
            return -1;
        }
        int count = (int) Math.min(Math.min(length, pending.length - at), left);
        System.arraycopy(pending, at, target, offset, count);
        at += count;
        left -= count;
        return count;
    }

    @Override
    public int available() {
        return (int) Math.min(pending.length - at, left);
    }

    /** Gets the next line that is wanted; false at the end. */
    private boolean fill() throws IOException {
        while (!closed) {
            boolean mayGrow = options.follow() && running.getAsBoolean();
            byte[] line = file.next();
            if (line != null) {
                Optional<LogLine> parsed = LogLine.parse(line, line.length);
                if (parsed.isPresent() && options.wants(parsed.get())) {
                    pending = parsed.get().shown(options.timestamps() && lineBegins);
                    lineBegins = !parsed.get().partial();
                    at = 0;
                    if (pending.length > 0) {
                        return true;
                    }
                }
            } else if (!reopened() && (!mayGrow || !awaitMore())) {
                return false;
            }
        }
        return false;
    }

    private boolean reopened() throws IOException {
        if (!options.follow() || !file.isReplaced()) {
            return false;
        }
        file.close();
        file = new LogFile(path);
        return true;
    }

    private boolean awaitMore() throws IOException {
        if (signal == null || !Files.exists(Objects.requireNonNull(path.getParent()))) {
            return false;
        }
        try {
            signal.await();
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("following a log was interrupted");
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (signal != null) {
            signal.close();
            signal.raise();
        }
        file.close();
    }
}
