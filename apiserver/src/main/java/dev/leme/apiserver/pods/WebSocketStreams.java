package dev.leme.apiserver.pods;

import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.http.MessageChannel;
import dev.leme.apiserver.pods.RemoteCommand.Session;
import dev.leme.apiserver.pods.RemoteCommand.Wish;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import dev.leme.base.stream.TerminalSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A process's streams in one WebSocket: the first byte of each message says which stream it is of. In version 5 a message on
 * channel 255 closes the stream that its second byte names, which is how stdin can end.
 */
final class WebSocketStreams implements ProcessStreams {

    private static final List<String> PROTOCOLS = List.of("v5.channel.k8s.io", "v4.channel.k8s.io");
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int ERROR = 3;
    private static final int RESIZE = 4;
    private static final int CLOSE = 255;
    private static final int PIPE = 64 * 1024;

    private final MessageChannel channel;
    private final Wish wish;
    private final PipedInputStream stdin = new PipedInputStream(PIPE);
    private final PipedOutputStream typed = new PipedOutputStream();
    private final BlockingQueue<TerminalSize> sizes = new LinkedBlockingQueue<>();
    private static final TerminalSize NO_MORE = new TerminalSize(0, 0);

    private WebSocketStreams(MessageChannel channel, Wish wish) throws IOException {
        this.channel = channel;
        this.wish = wish;
        typed.connect(stdin);
    }

    /** Serves one session and closes the socket. */
    static void serve(Exchange exchange, Wish wish, Session session) throws IOException, InterruptedException {
        MessageChannel channel = exchange.acceptWebSocket(protocol(exchange));
        WebSocketStreams streams = new WebSocketStreams(channel, wish);
        Thread reader = Thread.ofVirtual().name("exec-input").start(streams::read);
        try {
            ProcessExit exit = RemoteCommand.run(session, streams);
            streams.send(ERROR, exit.raw().getBytes(StandardCharsets.UTF_8));
        } finally {
            channel.close();
            reader.interrupt();
        }
    }

    private static String protocol(Exchange exchange) {
        List<String> offered = exchange.headers("Sec-WebSocket-Protocol").stream()
                .flatMap(value -> List.of(value.split("\\s*,\\s*")).stream())
                .toList();
        return PROTOCOLS.stream().filter(offered::contains).findFirst().orElse("");
    }

    private void read() {
        try (typed) {
            for (byte[] message = channel.receive(); message != null; message = channel.receive()) {
                take(message);
            }
        } catch (IOException gone) {
            // The session sees its input end; writes to the client fail by themselves.
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } finally {
            sizes.add(NO_MORE);
        }
    }

    private void take(byte[] message) throws IOException {
        if (message.length == 0) {
            return;
        }
        switch (message[0] & 255) {
            case STDIN -> {
                if (wish.stdin()) {
                    typed.write(message, 1, message.length - 1);
                    typed.flush();
                }
            }
            case RESIZE -> TerminalSizes.parse(message, 1).ifPresent(sizes::add);
            case CLOSE -> {
                if (message.length > 1 && message[1] == STDIN) {
                    typed.close();
                }
            }
            default -> {
                // Nobody sends on the other channels; upstream drops it too.
            }
        }
    }

    private void send(int stream, byte[] bytes) throws IOException {
        byte[] message = new byte[bytes.length + 1];
        message[0] = (byte) stream;
        System.arraycopy(bytes, 0, message, 1, bytes.length);
        channel.send(message);
    }

    @Override
    public @Nullable InputStream stdin() {
        return wish.stdin() ? stdin : null;
    }

    @Override
    public @Nullable OutputStream stdout() {
        return wish.stdout() ? new Outgoing(STDOUT) : null;
    }

    @Override
    public @Nullable OutputStream stderr() {
        return wish.stderr() ? new Outgoing(STDERR) : null;
    }

    @Override
    public boolean tty() {
        return wish.tty();
    }

    @Override
    public @Nullable TerminalSize nextResize() throws InterruptedException {
        TerminalSize size = sizes.take();
        if (size.equals(NO_MORE)) {
            sizes.add(NO_MORE);
            return null;
        }
        return size;
    }

    /** Output on its way to the client, a message a write. */
    private final class Outgoing extends OutputStream {
        private final int stream;

        Outgoing(int stream) {
            this.stream = stream;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            send(stream, java.util.Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }
}
