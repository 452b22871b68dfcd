package dev.leme.apiserver.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** {@code /livez}, {@code /readyz}, {@code /healthz} and what hangs below them: {@code ok}, or 503 while not ready. */
public final class Health implements Filter {

    private final BooleanSupplier ready;

    /** Ready when {@code ready} says so; alive whenever it can answer. */
    public Health(BooleanSupplier ready) {
        this.ready = ready;
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException, InterruptedException {
        String path = request.info().path();
        if (is(path, "/livez") || is(path, "/healthz")) {
            answer(request, true);
        } else if (is(path, "/readyz")) {
            answer(request, ready.getAsBoolean());
        } else {
            next.handle(request);
        }
    }

    private static boolean is(String path, String root) {
        return path.equals(root) || path.startsWith(root + "/");
    }

    private static void answer(RequestContext request, boolean well) throws IOException {
        byte[] text = (well ? "ok" : "not ready").getBytes(StandardCharsets.US_ASCII);
        request.exchange().respond(well ? 200 : 503, "text/plain; charset=utf-8", text);
    }
}
