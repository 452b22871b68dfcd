package dev.leme.apiserver.pipeline;

import dev.leme.api.status.ApiException;
import dev.leme.apiserver.auth.User;
import dev.leme.apiserver.http.Exchange;
import java.io.IOException;
import java.util.List;

/** The filters in the order in which every request meets them, from a socket or from inside this process. */
public final class RequestPipeline {

    private final Filter.Next first;

    /** The road through {@code filters}; the last must answer. */
    public RequestPipeline(List<Filter> filters) {
        Filter.Next next = request -> {
            throw new IllegalStateException(
                    "no filter answered " + request.info().path());
        };
        for (Filter filter : filters.reversed()) {
            Filter.Next rest = next;
            next = request -> filter.handle(request, rest);
        }
        this.first = next;
    }

    /** Answers a request of somebody not known yet. */
    public void handle(Exchange exchange) throws IOException, InterruptedException {
        handle(exchange, User.ANONYMOUS);
    }

    /** Answers a request of a caller whom the transport already knows. */
    public void handle(Exchange exchange, User user) throws IOException, InterruptedException {
        first.handle(new RequestContext(exchange, info(exchange), user));
    }

    private static RequestInfo info(Exchange exchange) {
        try {
            return RequestInfo.of(exchange.method(), exchange.path(), exchange.query());
        } catch (IllegalArgumentException undecodable) {
            throw ApiException.badRequest("the path or the query is not properly encoded: " + undecodable.getMessage());
        }
    }
}
