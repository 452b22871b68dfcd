package dev.leme.apiserver.authz;

import dev.leme.apiserver.pipeline.Filter;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.pipeline.RequestInfo;
import java.io.IOException;

/** Lets through what the authorizer allows; anything else is 403. */
public final class AuthorizationFilter implements Filter {

    private static final String BY_NAME = "metadata.name=";

    private final Authorizer authorizer;

    /** Asks {@code authorizer}. */
    public AuthorizationFilter(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException, InterruptedException {
        require(attributes(request));
        next.handle(request);
    }

    /** Whether who patches what turns out not to be there may make it. */
    public void requireCreate(RequestContext request) {
        require(attributes(request).toCreate());
    }

    private void require(Attributes wish) {
        Authorizer.Decision decision = authorizer.authorize(wish);
        if (!decision.allowed()) {
            throw Forbidden.of(wish, decision.reason());
        }
    }

    /** What a request wants. */
    public static Attributes attributes(RequestContext request) {
        RequestInfo info = request.info();
        return new Attributes(
                request.user(),
                info.verb(),
                info.namespace(),
                info.group(),
                info.version(),
                info.resource(),
                info.subresource(),
                name(request, info),
                info.path());
    }

    /** A list of the one object with a name is about that object: so roles with names can allow it. */
    private static String name(RequestContext request, RequestInfo info) {
        boolean many = info.verb().equals("list")
                || info.verb().equals("watch")
                || info.verb().equals("deletecollection");
        if (!info.isResource() || !info.name().isEmpty() || !many) {
            return info.name();
        }
        for (String term : request.exchange().query().get("fieldSelector").split(",")) {
            if (term.startsWith(BY_NAME)) {
                String value = term.substring(BY_NAME.length());
                return value.startsWith("=") ? value.substring(1) : value;
            }
        }
        return "";
    }
}
