package dev.leme.apiserver.pipeline;

import dev.leme.api.json.Json;
import dev.leme.api.status.ApiException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** The first filter: whatever goes wrong behind it becomes a {@code Status}, and nothing of it leaks. */
public final class Failures implements Filter {

    private static final Logger LOG = System.getLogger(Failures.class.getName());

    @Override
    public void handle(RequestContext request, Next next) throws IOException, InterruptedException {
        try {
            next.handle(request);
        } catch (ApiException failure) {
            answer(request, failure);
        } catch (RuntimeException bug) {
            LOG.log(
                    Level.ERROR,
                    () -> "bug in " + request.info().verb() + " "
                            + request.info().path(),
                    bug);
            answer(request, ApiException.internal("the server met an unexpected condition; its log says more"));
        }
    }

    private static void answer(RequestContext request, ApiException failure) throws IOException {
        if (request.exchange().isAnswered()) {
            throw new IOException("failed while answering: " + failure.text(), failure);
        }
        request.exchange().respond(failure.code(), "application/json", Json.bytes(failure.status()));
    }
}
