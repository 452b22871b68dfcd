package dev.leme.apiserver.auth;

import dev.leme.apiserver.http.Exchange;
import org.jspecify.annotations.Nullable;

/** One way to know who asks. */
@FunctionalInterface
public interface Authenticator {

    /**
     * The user, or null when the request carries nothing of this sort. Throws {@link dev.leme.api.status.ApiException}
     * (Unauthorized) when it carries something that doesn't hold.
     */
    @Nullable User authenticate(Exchange exchange);
}
