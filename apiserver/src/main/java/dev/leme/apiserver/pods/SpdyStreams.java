package dev.leme.apiserver.pods;

import dev.leme.api.json.JsonException;
import dev.leme.apiserver.http.ByteChannelPair;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.pods.RemoteCommand.Session;
import dev.leme.apiserver.pods.RemoteCommand.Wish;
import dev.leme.base.spdy.SpdyConnection;
import dev.leme.base.spdy.SpdyStream;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import dev.leme.base.stream.TerminalSize;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A process's streams as SPDY streams, which the client opens one by one and names by the header {@code streamtype}. */
final class SpdyStreams implements ProcessStreams {

    private static final List<String> PROTOCOLS = List.of("v5.channel.k8s.io", "v4.channel.k8s.io");
    private static final String VERSION_HEADER = "X-Stream-Protocol-Version";
    private static final long PATIENCE_MILLIS = 30_000;

    private final Map<String, SpdyStream> streams;
    private final Wish wish;
    private final @Nullable BufferedReader sizes;

    private SpdyStreams(Map<String, SpdyStream> streams, Wish wish) {
        this.streams = streams;
        this.wish = wish;
        SpdyStream resize = streams.get("resize");
        this.sizes = resize == null
                ? null
                : new BufferedReader(new InputStreamReader(resize.in(), StandardCharsets.UTF_8), 1);
    }

    /** Serves one session and closes the connection. */
    static void serve(Exchange exchange, Wish wish, Session session) throws IOException, InterruptedException {
        List<String> offered = exchange.headers(VERSION_HEADER).stream()
                .flatMap(value -> List.of(value.split("\\s*,\\s*")).stream())
                .toList();
        String protocol =
                PROTOCOLS.stream().filter(offered::contains).findFirst().orElse("v4.channel.k8s.io");
        exchange.addHeader(VERSION_HEADER, protocol);
        try (ByteChannelPair bytes = exchange.acceptUpgrade("SPDY/3.1");
                SpdyConnection connection =
                        SpdyConnection.start(bytes.input(), bytes.output(), bytes::close, SpdyConnection.Role.SERVER)) {
            Map<String, SpdyStream> opened = opened(connection, wish);
            SpdyStreams streams = new SpdyStreams(opened, wish);
            ProcessExit exit = RemoteCommand.run(session, streams);
            finish(opened, exit);
        }
    }

    private static Map<String, SpdyStream> opened(SpdyConnection connection, Wish wish)
            throws IOException, InterruptedException {
        int expected =
                1 + (wish.stdin() ? 1 : 0) + (wish.stdout() ? 1 : 0) + (wish.stderr() ? 1 : 0) + (wish.tty() ? 1 : 0);
        Map<String, SpdyStream> opened = new HashMap<>();
        while (opened.size() < expected) {
            SpdyStream stream = connection.accept(PATIENCE_MILLIS);
            if (stream == null) {
                throw new IOException("the client opened " + opened.size() + " of " + expected + " streams");
            }
            stream.reply(Map.of());
            opened.put(stream.headers().getOrDefault("streamtype", ""), stream);
        }
        return opened;
    }

    private static void finish(Map<String, SpdyStream> opened, ProcessExit exit) throws IOException {
        SpdyStream error = opened.get("error");
        if (error != null) {
            error.out().write(exit.raw().getBytes(StandardCharsets.UTF_8));
            error.out().close();
        }
        for (SpdyStream stream : opened.values()) {
            stream.close();
        }
    }

    private @Nullable InputStream in(String name) {
        SpdyStream stream = streams.get(name);
        return stream == null ? null : stream.in();
    }

    private @Nullable OutputStream out(String name) {
        SpdyStream stream = streams.get(name);
        return stream == null ? null : stream.out();
    }

    @Override
    public @Nullable InputStream stdin() {
        return in("stdin");
    }

    @Override
    public @Nullable OutputStream stdout() {
        return out("stdout");
    }

    @Override
    public @Nullable OutputStream stderr() {
        return out("stderr");
    }

    @Override
    public boolean tty() {
        return wish.tty();
    }

    @Override
    public @Nullable TerminalSize nextResize() throws InterruptedException {
        if (sizes == null) {
            return null;
        }
        try {
            for (String line = sizes.readLine(); line != null; line = sizes.readLine()) {
                var size = TerminalSizes.parse(line.getBytes(StandardCharsets.UTF_8), 0);
                if (size.isPresent()) {
                    return size.get();
                }
            }
        } catch (IOException | JsonException gone) {
            return null;
        }
        return null;
    }
}
