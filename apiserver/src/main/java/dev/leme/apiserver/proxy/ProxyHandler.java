package dev.leme.apiserver.proxy;

import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.catalog.ResourceCatalog;
import dev.leme.apiserver.catalog.ServedResource;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.pods.NodeGateway;
import dev.leme.apiserver.rest.Subresources;
import dev.leme.apiserver.rest.Subresources.Body;
import dev.leme.apiserver.rest.Subresources.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/**
 * The subresource {@code proxy} of pods, Services and nodes: whatever is asked of it is asked of what listens there, and its
 * answer goes back, streams as they come. Neither credentials nor the server's own names go along.
 */
public final class ProxyHandler implements Handler {

    /** What the server has dealt with, or says itself. */
    private static final Set<String> NOT_SENT = Set.of("authorization", "host", "content-length", "expect");

    private static final Set<String> NOT_ANSWERED = Set.of(
            "content-type",
            "access-control-allow-credentials",
            "access-control-allow-headers",
            "access-control-allow-methods",
            "access-control-allow-origin");

    private final Locations.Locator locations;
    private final NodeGateway nodes;
    private final SSLSocketFactory tls = AnyCertificate.sockets();

    private ProxyHandler(Locations.Locator locations, NodeGateway nodes) {
        this.locations = locations;
        this.nodes = nodes;
    }

    /** Adds the subresource to all that has it. */
    public static Subresources register(Subresources subresources, ResourceCatalog catalog, NodeGateway nodes) {
        Locations locations = new Locations(catalog);
        return subresources
                .with(Resources.PODS, "proxy", new ProxyHandler(locations::pod, nodes))
                .with(Resources.SERVICES, "proxy", new ProxyHandler(locations::service, nodes))
                .with(Resources.NODES, "proxy", new ProxyHandler(locations::node, nodes));
    }

    @Override
    public void handle(RequestContext request, ServedResource resource, Body body) throws IOException {
        Exchange exchange = request.exchange();
        boolean namespaced = resource.definition().resource().namespaced();
        PathBeyond path = PathBeyond.of(exchange.path(), namespaced ? 7 : 5);
        Target target =
                locations.locate(request.info().namespace(), request.info().name());
        if (path.rest().isEmpty() && Set.of("GET", "HEAD").contains(exchange.method())) {
            exchange.addHeader("Location", exchange.path() + "/" + query(exchange));
            exchange.respond(301, "", new byte[0]);
            return;
        }
        try (Backend backend = connect(target)) {
            exchange.onGone(backend::close);
            Backend.Head head = ask(backend, exchange, path, target);
            answer(exchange, backend, head, path, target);
        }
    }

    private static String query(Exchange exchange) {
        return exchange.rawQuery().isEmpty() ? "" : "?" + exchange.rawQuery();
    }

    private Backend connect(Target target) {
        try {
            Socket socket = nodes.connect(target.host(), target.port());
            return new Backend(target.secure() ? tls.createSocket(socket, target.host(), target.port(), true) : socket);
        } catch (IOException unreachable) {
            throw unreachable("dial tcp " + target + ": connect: " + text(unreachable));
        }
    }

    private static String text(IOException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    }

    private static ApiException unreachable(String why) {
        return ApiException.of(Reason.SERVICE_UNAVAILABLE, "error trying to reach service: " + why);
    }

    private static Backend.Head ask(Backend backend, Exchange exchange, PathBeyond path, Target target) {
        try {
            InputStream body = exchange.body();
            String length = exchange.header("Content-Length");
            int first = length.isEmpty() ? body.read() : -1;
            List<Header> headers = headers(exchange, path, target);
            if (!length.isEmpty()) {
                headers.add(new Header("Content-Length", length));
            } else if (first >= 0) {
                headers.add(new Header("Transfer-Encoding", "chunked"));
            }
            String rest = path.rest().isEmpty() ? "/" : path.rest();
            backend.head(exchange.method(), rest + query(exchange), headers);
            if (!length.isEmpty()) {
                send(backend, body, false);
            } else if (first >= 0) {
                InputStream begun = new java.io.ByteArrayInputStream(new byte[] {(byte) first});
                send(backend, new SequenceInputStream(begun, body), true);
            }
            return backend.answer();
        } catch (IOException broken) {
            throw unreachable(text(broken));
        }
    }

    /** On a thread of its own, for the answer may begin before the question has ended. */
    private static void send(Backend backend, InputStream body, boolean chunked) {
        Thread.startVirtualThread(() -> {
            try {
                backend.body(body, chunked);
            } catch (IOException over) {
                System.getLogger(ProxyHandler.class.getName())
                        .log(System.Logger.Level.DEBUG, "what is proxied doesn't take the whole request", over);
            }
        });
    }

    private static List<Header> headers(Exchange exchange, PathBeyond path, Target target) {
        List<Header> came = new ArrayList<>();
        for (String name : exchange.headerNames()) {
            exchange.headers(name).forEach(value -> came.add(new Header(name, value)));
        }
        List<Header> sent = new ArrayList<>(Header.endToEnd(came, NOT_SENT));
        sent.removeIf(header -> header.name().toLowerCase(Locale.ROOT).startsWith("impersonate-"));
        String asked = exchange.header("Host");
        String before = Header.value(sent, "X-Forwarded-For");
        sent.removeIf(header -> header.is("X-Forwarded-For") || header.is("X-Forwarded-Uri"));
        sent.addFirst(new Header("Host", asked.isEmpty() ? target.toString() : asked));
        sent.add(new Header("X-Forwarded-For", (before.isEmpty() ? "" : before + ", ") + exchange.remoteAddress()));
        sent.add(new Header("X-Forwarded-Uri", path.prefix() + path.rest()));
        return sent;
    }

    /** An answer that breaks off isn't closed: whoever reads it must see that. */
    private static void answer(Exchange exchange, Backend backend, Backend.Head head, PathBeyond path, Target target)
            throws IOException {
        for (Header header : Header.endToEnd(head.headers(), NOT_ANSWERED)) {
            String value = header.is("Location")
                    ? path.redirected(header.value(), target.toString(), exchange.header("Host"))
                    : header.value();
            exchange.addHeader(header.name(), value);
        }
        OutputStream out = exchange.stream(head.status(), Header.value(head.headers(), "Content-Type"));
        backend.copy(exchange.method(), head, out);
        out.close();
    }
}
