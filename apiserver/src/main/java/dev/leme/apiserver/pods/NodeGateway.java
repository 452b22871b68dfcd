package dev.leme.apiserver.pods;

import dev.leme.api.object.ApiObject;
import dev.leme.base.stream.Duplex;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a node does for the API server's clients: the composition connects it to the node that runs the pod. */
public interface NodeGateway {

    /** How long somebody may take to accept a connection (upstream's). */
    Duration CONNECT_PATIENCE = Duration.ofSeconds(30);

    /**
     * Which part of a container's output is asked for.
     *
     * @param follow whether to go on as it grows
     * @param previous of the container before the last restart
     * @param timestamps whether each line begins with its time
     * @param tailLines the last so many lines; negative for all
     * @param limitBytes at the most so many bytes; negative for all
     * @param since not older than; null for all
     */
    record LogQuery(
            boolean follow,
            boolean previous,
            boolean timestamps,
            long tailLines,
            long limitBytes,
            @Nullable Instant since) {}

    /** A container's output; ends when it does, or the stream is closed. Throws {@link dev.leme.api.status.ApiException}. */
    InputStream logs(ApiObject pod, String container, LogQuery query) throws IOException;

    /** Runs a command in a container until it ends. */
    ProcessExit exec(ApiObject pod, String container, List<String> command, ProcessStreams streams)
            throws IOException, InterruptedException;

    /** Connects to a container's main process until it ends or the client goes. */
    ProcessExit attach(ApiObject pod, String container, ProcessStreams streams)
            throws IOException, InterruptedException;

    /** Carries one connection to a port of the pod until both directions have ended. */
    void portForward(ApiObject pod, int port, Duplex connection) throws IOException, InterruptedException;

    /** Opens a connection to an address of a pod or a node, over the network that this process is in. */
    default Socket connect(String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), (int) CONNECT_PATIENCE.toMillis());
            return socket;
        } catch (IOException unreachable) {
            socket.close();
            throw unreachable;
        }
    }
}
