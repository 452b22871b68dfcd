package dev.leme.node.runtime.cri;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.base.spdy.SpdyConnection;
import dev.leme.base.spdy.SpdyStream;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import dev.leme.base.stream.TerminalSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One process's streams over one connection, in version 4 of the channel protocol: a SPDY stream for each of error,
 * stdin, stdout, stderr and resize; the error stream carries the exit status in the end.
 */
final class ProcessSession {
    private final SpdyConnection connection;
    private final ProcessStreams streams;
    private final List<SpdyStream> opened = new ArrayList<>();
    private final List<Thread> outputs = new ArrayList<>();
    private final List<Thread> inputs = new ArrayList<>();
    private volatile @Nullable IOException clientGone;
    private @Nullable SpdyStream error;

    ProcessSession(SpdyConnection connection, ProcessStreams streams) {
        this.connection = connection;
        this.streams = streams;
    }

    ProcessExit run() throws IOException, InterruptedException {
        start();
        return awaitExit();
    }

    /** Opens the streams and lets them flow. */
    void start() throws IOException, InterruptedException {
        InputStream stdin = streams.stdin();
        OutputStream stdout = streams.stdout();
        OutputStream stderr = streams.tty() ? null : streams.stderr();
        SpdyStream status = open("error");
        error = status;
        SpdyStream toStdin = stdin == null ? null : open("stdin");
        SpdyStream fromStdout = stdout == null ? null : open("stdout");
        SpdyStream fromStderr = stderr == null ? null : open("stderr");
        SpdyStream resize = streams.tty() ? open("resize") : null;
        // Servers drop what comes on a stream before they have replied to it.
        for (SpdyStream stream : opened) {
            stream.awaitReply();
        }
        status.out().close();
        if (stdin != null && toStdin != null) {
            inputs.add(Thread.ofVirtual().name("exec-stdin").start(() -> pumpInput(stdin, toStdin)));
        }
        if (stdout != null && fromStdout != null) {
            outputs.add(Thread.ofVirtual().name("exec-stdout").start(() -> pumpOutput(fromStdout, stdout)));
        }
        if (stderr != null && fromStderr != null) {
            outputs.add(Thread.ofVirtual().name("exec-stderr").start(() -> pumpOutput(fromStderr, stderr)));
        }
        if (resize != null) {
            inputs.add(Thread.ofVirtual().name("exec-resize").start(() -> pumpSizes(resize)));
        }
    }

    /** Waits until the far side has told its end; {@link #start} came before. */
    ProcessExit awaitExit() throws IOException, InterruptedException {
        try {
            byte[] status = Objects.requireNonNull(error).in().readAllBytes();
            for (Thread output : outputs) {
                output.join();
            }
            return exit(new String(status, StandardCharsets.UTF_8).strip());
        } catch (IOException failure) {
            IOException gone = clientGone;
            throw gone == null ? failure : gone;
        } finally {
            inputs.forEach(Thread::interrupt);
            connection.close();
        }
    }

    private SpdyStream open(String type) throws IOException {
        SpdyStream stream = connection.open(Map.of("streamtype", type));
        opened.add(stream);
        return stream;
    }

    private void pumpInput(InputStream from, SpdyStream to) {
        byte[] buffer = new byte[16 * 1024];
        try {
            int count;
            while ((count = readFromClient(from, buffer)) >= 0) {
                to.out().write(buffer, 0, count);
            }
            to.out().close();
        } catch (IOException ended) {
            // Either the client is gone, and the connection closed with it, or the process takes no more input.
        }
    }

    private int readFromClient(InputStream from, byte[] buffer) throws IOException {
        try {
            return from.read(buffer);
        } catch (IOException gone) {
            abandon(gone);
            throw gone;
        }
    }

    private void pumpOutput(SpdyStream from, OutputStream to) {
        byte[] buffer = new byte[16 * 1024];
        try {
            int count;
            while ((count = from.in().read(buffer)) >= 0) {
                writeToClient(to, buffer, count);
            }
        } catch (IOException ended) {
            // The connection's end is told by the error stream.
        }
    }

    private void writeToClient(OutputStream to, byte[] buffer, int count) throws IOException {
        try {
            to.write(buffer, 0, count);
            to.flush();
        } catch (IOException gone) {
            abandon(gone);
            throw gone;
        }
    }

    /** The client is gone while the process still runs; after the process's end this is without effect. */
    void abandon(IOException cause) {
        clientGone = cause;
        connection.close();
    }

    private void pumpSizes(SpdyStream to) {
        try {
            TerminalSize size;
            while ((size = streams.nextResize()) != null) {
                String json = "{\"Width\":" + size.width() + ",\"Height\":" + size.height() + "}\n";
                to.out().write(json.getBytes(StandardCharsets.UTF_8));
            }
            to.out().close();
        } catch (IOException | InterruptedException ended) {
            // The session is over.
        }
    }

    /** Reads the {@code v1 Status} that ends a session; nothing at all means success. */
    private static ProcessExit exit(String raw) throws IOException {
        if (raw.isEmpty()) {
            return new ProcessExit(0, "", "");
        }
        try {
            JsonObject status = Json.parseObject(raw.getBytes(StandardCharsets.UTF_8));
            if (status.string("status").equals("Success")) {
                return new ProcessExit(0, "", raw);
            }
            return new ProcessExit(exitCode(status), status.string("message"), raw);
        } catch (JsonException malformed) {
            throw new IOException("the runtime's exit status is not a Status: " + raw, malformed);
        }
    }

    private static int exitCode(JsonObject status) {
        if (!status.string("reason").equals("NonZeroExitCode")) {
            return -1;
        }
        for (JsonObject cause : status.object("details").array("causes").objects()) {
            if (cause.string("reason").equals("ExitCode")
                    && cause.string("message").matches("-?\\d{1,9}")) {
                return Integer.parseInt(cause.string("message"));
            }
        }
        return -1;
    }
}
