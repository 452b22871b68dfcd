package dev.leme.apiserver.auth;

import dev.leme.api.status.ApiException;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.pipeline.Filter;
import dev.leme.apiserver.pipeline.RequestContext;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks. The first authenticator that knows the caller wins; a caller who shows only what doesn't hold gets
 * 401; one who shows nothing is anonymous, and authorization decides what that is good for.
 */
public final class AuthenticationFilter implements Filter {

    private final List<Authenticator> authenticators;

    /** Asks these, in this order. */
    public AuthenticationFilter(List<Authenticator> authenticators) {
        this.authenticators = List.copyOf(authenticators);
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException, InterruptedException {
        if (!request.user().equals(User.ANONYMOUS)) {
            next.handle(request);
            return;
        }
        User user = authenticate(request.exchange());
        next.handle(user == null ? request : request.as(user));
    }

    private @Nullable User authenticate(Exchange exchange) {
        ApiException refusal = null;
        for (Authenticator authenticator : authenticators) {
            try {
                User user = authenticator.authenticate(exchange);
                if (user != null) {
                    return user;
                }
            } catch (ApiException refused) {
                refusal = refused;
            }
        }
        if (refusal != null) {
            throw refusal;
        }
        return null;
    }
}
