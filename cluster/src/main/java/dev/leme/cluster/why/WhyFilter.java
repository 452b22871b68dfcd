package dev.leme.cluster.why;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.pipeline.Filter;
import dev.leme.apiserver.pipeline.RequestContext;
import java.io.IOException;
import java.util.function.Supplier;

/** {@code GET /leme/v1/why/KIND/NAME?namespace=NAMESPACE}: explains one object. Behind authorization: for administrators. */
public final class WhyFilter implements Filter {

    /** What the path begins with. */
    public static final String PATH = "/leme/v1/why/";

    private static final String JSON = "application/json";

    private final Supplier<Facts> facts;

    /** Explains from what {@code facts} has when it is asked. */
    public WhyFilter(Supplier<Facts> facts) {
        this.facts = facts;
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException, InterruptedException {
        String path = request.info().path();
        if (!path.startsWith(PATH)) {
            next.handle(request);
            return;
        }
        if (!request.exchange().method().equals("GET")) {
            throw ApiException.of(
                    Reason.METHOD_NOT_ALLOWED, "the server does not allow this method on the requested resource");
        }
        String[] words = path.substring(PATH.length()).split("/", -1);
        if (words.length != 2) {
            throw ApiException.badRequest("the path is " + PATH + "KIND/NAME");
        }
        String namespace = request.exchange().query().get("namespace");
        JsonObject answer = explain(words[0], namespace.isEmpty() ? "default" : namespace, words[1])
                .json();
        request.exchange().respond(200, JSON, Json.bytes(answer));
    }

    private Finding explain(String kind, String namespace, String name) {
        Why why = Why.named(kind)
                .orElseThrow(() -> ApiException.badRequest(
                        "nothing is known about a '" + kind + "'; it is one of " + Why.words()));
        return why.explain(facts.get(), namespace, name);
    }
}
