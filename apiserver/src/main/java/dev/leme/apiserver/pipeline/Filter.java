package dev.leme.apiserver.pipeline;

import java.io.IOException;

/** One step of the road; it answers, throws an {@link dev.leme.api.status.ApiException}, or goes on to the next. */
@FunctionalInterface
public interface Filter {

    /** Handles the request. */
    void handle(RequestContext request, Next next) throws IOException, InterruptedException;

    /** The rest of the road. */
    @FunctionalInterface
    interface Next {
        /** Goes on. */
        void handle(RequestContext request) throws IOException, InterruptedException;
    }
}
