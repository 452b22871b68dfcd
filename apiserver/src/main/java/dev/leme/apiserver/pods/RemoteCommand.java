package dev.leme.apiserver.pods;

import dev.leme.api.object.ApiObject;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.catalog.ServedResource;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.http.Query;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.rest.Subresources.Body;
import dev.leme.apiserver.rest.Subresources.Handler;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import java.io.IOException;
import java.util.List;

/** {@code exec} and {@code attach}: a process's streams over a WebSocket (kubectl since 1.30) or SPDY (before). */
public final class RemoteCommand implements Handler {

    /** What is done once the streams are there. */
    @FunctionalInterface
    interface Session {
        ProcessExit run(ProcessStreams streams) throws IOException, InterruptedException;
    }

    private final NodeGateway nodes;
    private final boolean attach;

    private RemoteCommand(NodeGateway nodes, boolean attach) {
        this.nodes = nodes;
        this.attach = attach;
    }

    /** Runs commands. */
    public static RemoteCommand exec(NodeGateway nodes) {
        return new RemoteCommand(nodes, false);
    }

    /** Connects to main processes. */
    public static RemoteCommand attach(NodeGateway nodes) {
        return new RemoteCommand(nodes, true);
    }

    /** Which streams the client wants. */
    record Wish(boolean stdin, boolean stdout, boolean stderr, boolean tty) {
        static Wish of(Query query) {
            boolean tty = query.flag("tty");
            return new Wish(query.flag("stdin"), query.flag("stdout"), query.flag("stderr") && !tty, tty);
        }
    }

    @Override
    public void handle(RequestContext request, ServedResource pods, Body body)
            throws IOException, InterruptedException {
        Exchange exchange = request.exchange();
        ApiObject pod = PodRequests.placed(request, pods);
        String container = PodRequests.container(request, pod);
        Wish wish = Wish.of(exchange.query());
        List<String> command = exchange.query().all("command");
        check(wish, command);
        Session session = attach
                ? streams -> nodes.attach(pod, container, streams)
                : streams -> nodes.exec(pod, container, command, streams);
        if (exchange.wantsWebSocket()) {
            WebSocketStreams.serve(exchange, wish, session);
        } else if (exchange.header("Upgrade").equalsIgnoreCase("SPDY/3.1")) {
            SpdyStreams.serve(exchange, wish, session);
        } else {
            throw ApiException.badRequest("Upgrade request required");
        }
    }

    private void check(Wish wish, List<String> command) {
        if (!attach && command.isEmpty()) {
            throw ApiException.badRequest("you must specify a command for exec");
        }
        if (!wish.stdin() && !wish.stdout() && !wish.stderr()) {
            throw ApiException.badRequest("you must specify at least 1 of stdin, stdout, stderr");
        }
    }

    /** Runs the session; what goes wrong becomes an exit that the client is told. */
    static ProcessExit run(Session session, ProcessStreams streams) throws InterruptedException {
        try {
            return session.run(streams);
        } catch (ApiException refused) {
            return new ProcessExit(-1, refused.text(), refused.status().toString());
        } catch (IOException broken) {
            String text = String.valueOf(broken.getMessage());
            return new ProcessExit(
                    -1,
                    text,
                    ApiException.internal("error executing command in container: " + text)
                            .status()
                            .toString());
        }
    }
}
