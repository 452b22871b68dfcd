package dev.leme.node.streams;

import dev.leme.base.stream.Duplex;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import dev.leme.node.logs.LogOptions;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * What the API server asks a node for on behalf of a client. What cannot be given is an
 * {@link dev.leme.api.status.ApiException} with the message that people know from Kubernetes.
 */
public interface NodeStreams {
    /** A container of a pod; {@code container} empty: the pod's only one. */
    record Target(String namespace, String pod, String container) {}

    /**
     * Opens a container's log. The caller closes it, which also ends a blocked read of a followed one.
     *
     * @param previous the run before the current one
     */
    InputStream logs(Target target, boolean previous, LogOptions options) throws IOException;

    /** Runs a command in a running container until it ends, or the client goes. */
    ProcessExit exec(Target target, List<String> command, ProcessStreams streams)
            throws IOException, InterruptedException;

    /** Joins the streams of a running container's first process. */
    ProcessExit attach(Target target, ProcessStreams streams) throws IOException, InterruptedException;

    /** Carries one connection to a port of the pod until both directions have ended. */
    void portForward(String namespace, String pod, int port, Duplex connection)
            throws IOException, InterruptedException;
}
