package dev.leme.cli.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How a server that was started tells whoever started it how far it is: lines over a Unix socket. */
public final class Readiness implements AutoCloseable {
    /** The API answers. */
    public static final String API = "api";

    /** The node is Ready, too. */
    public static final String NODE = "node";

    private static final int MOST_LINES = 16;

    private final Path directory;
    private final ServerSocketChannel listener;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MOST_LINES);

    private Readiness(Path directory, ServerSocketChannel listener) {
        this.directory = directory;
        this.listener = listener;
    }

    /** Listens on a socket of its own, in a directory that no one else may enter. */
    public static Readiness listen() throws IOException {
        Path directory = Files.createTempDirectory("leme");
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Readiness readiness = new Readiness(directory, listener);
        listener.bind(UnixDomainSocketAddress.of(readiness.socket()));
        Thread.startVirtualThread(readiness::listenOn);
        return readiness;
    }

    /** What the server is told to connect to. */
    public Path socket() {
        return directory.resolve("up");
    }

    private void listenOn() {
        try {
            while (true) {
                SocketChannel connection = listener.accept();
                try (BufferedReader reader =
                        new BufferedReader(Channels.newReader(connection, StandardCharsets.UTF_8))) {
                    reader.lines().forEach(lines::offer);
                }
            }
        } catch (IOException closed) {
            // We have heard what we waited for.
        }
    }

    /** The next line; null when none comes in time, or once the process has ended. */
    public @Nullable String next(ProcessHandle process, Duration patience) throws InterruptedException {
        Thread watch = Thread.startVirtualThread(() -> awaitEnd(process));
        try {
            String line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            return line == null || line.isEmpty() ? null : line;
        } finally {
            watch.interrupt();
        }
    }

    private void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get();
            lines.offer("");
        } catch (InterruptedException | java.util.concurrent.ExecutionException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells the listener at {@code socket}, if there still is one. */
    public static void tell(@Nullable Path socket, String line) {
        if (socket == null) {
            return;
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException nobody) {
            // Whoever started us has gone: nothing depends on it.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(socket());
        Files.deleteIfExists(directory);
    }
}
