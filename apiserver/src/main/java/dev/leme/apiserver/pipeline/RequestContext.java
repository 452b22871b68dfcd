package dev.leme.apiserver.pipeline;

import dev.leme.api.managed.Manager;
import dev.leme.apiserver.auth.User;
import dev.leme.apiserver.http.Exchange;

/**
 * A request on its way through the filters.
 *
 * @param exchange the request and its answer
 * @param info what it asks for
 * @param user who asks; anonymous until authentication has spoken
 */
public record RequestContext(Exchange exchange, RequestInfo info, User user) {

    /** The same request from this user. */
    public RequestContext as(User known) {
        return new RequestContext(exchange, info, known);
    }

    /** The same request, read in another way. */
    public RequestContext with(RequestInfo other) {
        return new RequestContext(exchange, other, user);
    }

    /** Tells the client something without failing: a {@code Warning} header, which kubectl prints. */
    public void warn(String text) {
        String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
        exchange.addHeader("Warning", "299 - \"" + escaped + "\"");
    }

    /** What the client calls itself: the beginning of its {@code User-Agent}. */
    public String client() {
        return Manager.nameOf(exchange.header("User-Agent"));
    }

    /** Whether kubectl asks: the hints that only a person at a terminal can use are given to it alone. */
    public boolean isKubectl() {
        return exchange.header("User-Agent").startsWith("kubectl");
    }
}
