package dev.leme.apiserver.pods;

import dev.leme.api.object.ApiObject;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.catalog.ServedResource;
import dev.leme.apiserver.http.Query;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.rest.Subresources.Body;
import dev.leme.apiserver.rest.Subresources.Handler;
import dev.leme.base.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** A container's output, as its node has it. */
public final class PodLog implements Handler {

    private static final int BUFFER = 16 * 1024;

    private final NodeGateway nodes;
    private final Clock clock;

    /** Asks {@code nodes}. */
    public PodLog(NodeGateway nodes, Clock clock) {
        this.nodes = nodes;
        this.clock = clock;
    }

    @Override
    public void handle(RequestContext request, ServedResource pods, Body body) throws IOException {
        ApiObject pod = PodRequests.pod(request, pods);
        String container = PodRequests.container(request, pod);
        NodeGateway.LogQuery query = query(request.exchange().query());
        if (pod.spec().string("nodeName").isEmpty()) {
            request.exchange().respond(200, "text/plain", new byte[0]);
            return;
        }
        try (InputStream log = nodes.logs(pod, container, query);
                OutputStream out = request.exchange().stream(200, "text/plain")) {
            copy(log, out);
        }
    }

    /** Sends at once what has been read, so that a follower sees lines when they are written. */
    private static void copy(InputStream log, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        out.flush();
        for (int read = log.read(buffer); read >= 0; read = log.read(buffer)) {
            out.write(buffer, 0, read);
            if (log.available() == 0) {
                out.flush();
            }
        }
    }

    private NodeGateway.LogQuery query(Query query) {
        return new NodeGateway.LogQuery(
                query.flag("follow"),
                query.flag("previous"),
                query.flag("timestamps"),
                number(query, "tailLines"),
                number(query, "limitBytes"),
                since(query));
    }

    private static long number(Query query, String name) {
        String text = query.get(name);
        try {
            return text.isEmpty() ? -1 : Long.parseLong(text);
        } catch (NumberFormatException broken) {
            throw ApiException.badRequest(name + ": Invalid value: \"" + text + "\": must be a number");
        }
    }

    private @Nullable Instant since(Query query) {
        long seconds = number(query, "sinceSeconds");
        if (seconds >= 0) {
            return clock.now().minusSeconds(seconds);
        }
        String time = query.get("sinceTime");
        try {
            return time.isEmpty() ? null : OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeParseException broken) {
            throw ApiException.badRequest("sinceTime: Invalid value: \"" + time + "\": must be a time as in RFC 3339");
        }
    }
}
