package dev.leme.apiserver.http.jetty;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.jspecify.annotations.Nullable;

/** Switches requests to WebSockets; what that needs is loaded when the first one is asked for. */
final class WebSockets {

    private final Server server;
    private @Nullable WebSocketMappings mappings;

    WebSockets(Server server) {
        this.server = server;
    }

    WebSocketChannel accept(Request request, Response response, Callback completion, String subprotocol)
            throws IOException {
        WebSocketChannel channel = new WebSocketChannel();
        Configuration.ConfigurationCustomizer settings = new Configuration.ConfigurationCustomizer();
        settings.setIdleTimeout(Duration.ZERO);
        settings.setMaxFrameSize(WebSocketChannel.MAX_MESSAGE);
        boolean begun =
                mappings().upgrade(new Negotiation(channel, subprotocol), request, response, completion, settings);
        if (!begun) {
            IOException refused = new IOException("not a WebSocket handshake");
            Response.writeError(request, response, completion, 400);
            throw refused;
        }
        channel.awaitOpen();
        return channel;
    }

    private synchronized WebSocketMappings mappings() {
        if (mappings == null) {
            mappings = new WebSocketMappings(WebSocketServerComponents.ensureWebSocketComponents(server));
        }
        return mappings;
    }

    /** Takes the one protocol that the caller has chosen, and no extension. */
    private record Negotiation(WebSocketChannel channel, String subprotocol) implements WebSocketNegotiator {

        @Override
        public FrameHandler negotiate(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
            response.setExtensions(List.of());
            if (!subprotocol.isEmpty()) {
                response.setAcceptedSubProtocol(subprotocol);
            }
            return channel;
        }
    }
}
