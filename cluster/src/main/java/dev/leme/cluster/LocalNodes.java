package dev.leme.cluster;

import dev.leme.api.object.ApiObject;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.pods.NodeGateway;
import dev.leme.base.stream.Duplex;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import dev.leme.node.logs.LogOptions;
import dev.leme.node.streams.NodeStreams;
import dev.leme.node.streams.NodeStreams.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Connects the API server to the node agents of this process. */
final class LocalNodes implements NodeGateway {

    private final Map<String, NodeStreams> streams = new ConcurrentHashMap<>();
    private final boolean simulated;

    /** @param simulated whether pods have addresses that aren't theirs: somebody else's machine may have them */
    LocalNodes(boolean simulated) {
        this.simulated = simulated;
    }

    /** The agent of {@code node} that runs from now on. */
    void connect(String node, NodeStreams agent) {
        streams.put(node, agent);
    }

    private NodeStreams streams(ApiObject pod) {
        NodeStreams agent = streams.get(pod.spec().string("nodeName"));
        if (agent == null) {
            throw ApiException.of(Reason.SERVICE_UNAVAILABLE, "the node's agent has not started yet; try again");
        }
        return agent;
    }

    private static Target target(ApiObject pod, String container) {
        return new Target(pod.namespace(), pod.name(), container);
    }

    @Override
    public InputStream logs(ApiObject pod, String container, LogQuery query) throws IOException {
        LogOptions options = new LogOptions(
                query.follow(),
                optional(query.tailLines()),
                Optional.ofNullable(query.since()),
                query.timestamps(),
                optional(query.limitBytes()),
                "All");
        return streams(pod).logs(target(pod, container), query.previous(), options);
    }

    private static OptionalLong optional(long number) {
        return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }

    @Override
    public ProcessExit exec(ApiObject pod, String container, List<String> command, ProcessStreams process)
            throws IOException, InterruptedException {
        return streams(pod).exec(target(pod, container), command, process);
    }

    @Override
    public ProcessExit attach(ApiObject pod, String container, ProcessStreams process)
            throws IOException, InterruptedException {
        return streams(pod).attach(target(pod, container), process);
    }

    @Override
    public Socket connect(String host, int port) throws IOException {
        if (simulated) {
            throw new ConnectException("pods are simulated here, so nothing listens");
        }
        return NodeGateway.super.connect(host, port);
    }

    @Override
    public void portForward(ApiObject pod, int port, Duplex connection) throws IOException, InterruptedException {
        streams(pod).portForward(pod.namespace(), pod.name(), port, connection);
    }
}
