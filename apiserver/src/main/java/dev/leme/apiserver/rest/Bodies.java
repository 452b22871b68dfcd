package dev.leme.apiserver.rest;

import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.http.Exchange;
import java.io.IOException;

/** Reads what a client sends, up to the limit. */
final class Bodies {

    /** 3 MiB, upstream's limit of a request that is stored. */
    static final int MOST = 3 * 1024 * 1024;

    private Bodies() {}

    /** The whole body; throws RequestEntityTooLarge. */
    static byte[] read(Exchange exchange) throws IOException {
        byte[] body = exchange.body().readNBytes(MOST + 1);
        if (body.length > MOST) {
            throw ApiException.of(Reason.REQUEST_ENTITY_TOO_LARGE, "Request entity too large: limit is " + MOST);
        }
        return body;
    }
}
