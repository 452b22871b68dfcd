package dev.leme.apiserver.pipeline;

import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;

/** The last filter: nobody knows this path. */
public final class NotFound implements Filter {

    @Override
    public void handle(RequestContext request, Next next) {
        throw ApiException.of(Reason.NOT_FOUND, "the server could not find the requested resource");
    }
}
