package dev.leme.apiserver.pods;

import dev.leme.api.object.ApiObject;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.catalog.ServedResource;
import dev.leme.apiserver.http.ByteChannelPair;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.http.MessageChannel;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.rest.Subresources.Body;
import dev.leme.apiserver.rest.Subresources.Handler;
import dev.leme.base.life.TaskGroup;
import dev.leme.base.spdy.SpdyConnection;
import dev.leme.base.spdy.SpdyStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * {@code kubectl port-forward}: any number of connections to ports of a pod over one SPDY connection, which comes by itself or
 * (kubectl since 1.31) in the messages of a WebSocket. Each connection is two streams of one {@code requestID}: its data, and
 * what went wrong.
 */
public final class PortForward implements Handler {

    private static final String PROTOCOL = "portforward.k8s.io";
    private static final String TUNNEL = "SPDY/3.1+portforward.k8s.io";

    private final NodeGateway nodes;

    /** Connects through {@code nodes}. */
    public PortForward(NodeGateway nodes) {
        this.nodes = nodes;
    }

    @Override
    public void handle(RequestContext request, ServedResource pods, Body body)
            throws IOException, InterruptedException {
        Exchange exchange = request.exchange();
        ApiObject pod = PodRequests.placed(request, pods);
        if (exchange.wantsWebSocket()) {
            MessageChannel channel = exchange.acceptWebSocket(TUNNEL);
            try (MessageBytes bytes = new MessageBytes(channel)) {
                serve(bytes, pod);
            }
        } else if (exchange.header("Upgrade").equalsIgnoreCase("SPDY/3.1")) {
            exchange.addHeader("X-Stream-Protocol-Version", PROTOCOL);
            try (ByteChannelPair bytes = exchange.acceptUpgrade("SPDY/3.1")) {
                serve(bytes, pod);
            }
        } else {
            throw ApiException.badRequest("Upgrade request required");
        }
    }

    private void serve(ByteChannelPair bytes, ApiObject pod) throws IOException, InterruptedException {
        Map<String, SpdyStream> errors = new HashMap<>();
        try (SpdyConnection connection =
                        SpdyConnection.start(bytes.input(), bytes.output(), bytes::close, SpdyConnection.Role.SERVER);
                TaskGroup tasks = new TaskGroup("port-forward")) {
            for (SpdyStream stream = connection.accept(); stream != null; stream = connection.accept()) {
                stream.reply(Map.of());
                String id = stream.headers().getOrDefault("requestid", "");
                if (stream.headers().getOrDefault("streamtype", "").equals("error")) {
                    errors.put(id, stream);
                } else {
                    SpdyStream data = stream;
                    SpdyStream error = errors.remove(id);
                    tasks.start("connection " + id, () -> connect(pod, data, error));
                }
            }
        }
    }

    private void connect(ApiObject pod, SpdyStream data, @org.jspecify.annotations.Nullable SpdyStream error) {
        String failure = "";
        try {
            nodes.portForward(pod, Integer.parseInt(data.headers().getOrDefault("port", "")), data);
        } catch (ApiException refused) {
            failure = refused.text();
        } catch (IOException | NumberFormatException broken) {
            failure = String.valueOf(broken.getMessage());
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
        finish(data, error, failure);
    }

    private static void finish(SpdyStream data, @org.jspecify.annotations.Nullable SpdyStream error, String failure) {
        try {
            if (error != null) {
                error.out().write(failure.getBytes(StandardCharsets.UTF_8));
                error.out().close();
            }
            data.close();
        } catch (IOException gone) {
            System.getLogger(PortForward.class.getName())
                    .log(System.Logger.Level.DEBUG, "a port-forward's client has gone", gone);
        }
    }
}
