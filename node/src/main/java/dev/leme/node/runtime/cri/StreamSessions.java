package dev.leme.node.runtime.cri;

import dev.leme.base.life.TaskGroup;
import dev.leme.base.spdy.SpdyConnection;
import dev.leme.base.spdy.SpdyStream;
import dev.leme.base.stream.Duplex;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import dev.leme.node.runtime.RuntimeFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;

/** Sessions with the runtime's streaming server: one SPDY connection each. */
final class StreamSessions {
    private static final String PROCESS_PROTOCOL = "v4.channel.k8s.io";
    private static final String FORWARD_PROTOCOL = "portforward.k8s.io";

    private final StreamDialer dialer;

    StreamSessions(StreamDialer dialer) {
        this.dialer = dialer;
    }

    /** Drives a command or an attachment until the far side has told its end. */
    ProcessExit process(String url, ProcessStreams streams) throws IOException, InterruptedException {
        try (SpdyConnection connection = SpdyUpgrade.connect(dialer, url, PROCESS_PROTOCOL)) {
            return new ProcessSession(connection, streams).run();
        } catch (InterruptedIOException interrupted) {
            throw asInterruption(interrupted);
        }
    }

    /**
     * Joins a running process: its outputs in one session, its input in another. In one session containerd (1.6 to 2.1)
     * ends the input with the first output that ends, which {@code sh -c 'cmd 2>&1'} does at once.
     *
     * @param url asks the runtime for a URL that serves the streams given
     */
    ProcessExit attach(Function<ProcessStreams, String> url, ProcessStreams streams)
            throws IOException, InterruptedException {
        if (streams.tty() || streams.stdin() == null || (streams.stdout() == null && streams.stderr() == null)) {
            return process(url.apply(streams), streams);
        }
        ProcessStreams outputs = ProcessStreams.of(null, streams.stdout(), streams.stderr());
        try (SpdyConnection connection = SpdyUpgrade.connect(dialer, url.apply(outputs), PROCESS_PROTOCOL);
                TaskGroup input = new TaskGroup("attach")) {
            ProcessSession session = new ProcessSession(connection, outputs);
            session.start();
            input.start("stdin", () -> feed(url, ProcessStreams.of(streams.stdin(), null, null), session));
            return session.awaitExit();
        } catch (InterruptedIOException interrupted) {
            throw asInterruption(interrupted);
        }
    }

    private void feed(Function<ProcessStreams, String> url, ProcessStreams input, ProcessSession outputs) {
        try {
            process(url.apply(input), input);
        } catch (RuntimeFailure ended) {
            // The process is gone already: the outputs' session tells.
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } catch (IOException gone) {
            outputs.abandon(gone);
        }
    }

    private static InterruptedException asInterruption(InterruptedIOException interrupted) {
        InterruptedException exception = new InterruptedException("session interrupted");
        exception.initCause(interrupted);
        return exception;
    }

    /** Carries one connection until the far side has sent its last byte. */
    void forward(String url, int port, Duplex near) throws IOException, InterruptedException {
        try (SpdyConnection connection = SpdyUpgrade.connect(dialer, url, FORWARD_PROTOCOL);
                TaskGroup pumps = new TaskGroup("port-forward")) {
            SpdyStream error = connection.open(headers("error", port));
            SpdyStream data = connection.open(headers("data", port));
            error.awaitReply();
            data.awaitReply();
            error.out().close();
            pumps.start("up", () -> pumpUp(near, data, connection));
            data.in().transferTo(near.out());
            near.out().close();
            // Frees the other pump, which may wait for a client that has nothing more to say.
            near.close();
            String message = new String(error.in().readAllBytes(), StandardCharsets.UTF_8);
            if (!message.isEmpty()) {
                throw new RuntimeFailure(RuntimeFailure.Kind.FAILED, message);
            }
        } catch (InterruptedIOException interrupted) {
            throw asInterruption(interrupted);
        }
    }

    private static Map<String, String> headers(String type, int port) {
        return Map.of("streamtype", type, "port", Integer.toString(port), "requestid", "0");
    }

    private static void pumpUp(Duplex near, SpdyStream data, SpdyConnection connection) {
        try {
            near.in().transferTo(data.out());
            data.out().close();
        } catch (IOException gone) {
            connection.close();
        }
    }
}
