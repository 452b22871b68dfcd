package dev.leme.apiserver.http;

import java.io.IOException;

/**
 * Answers requests, each on a thread of its own that may block for as long as it likes. What it throws becomes the answer:
 * an {@link dev.leme.api.status.ApiException} its {@code Status}, anything else a 500 that tells nothing.
 */
@FunctionalInterface
public interface RequestHandler {

    /** Answers one request. */
    void handle(Exchange exchange) throws IOException, InterruptedException;
}
