package dev.leme.cluster.transport;

import dev.leme.api.status.ApiException;
import dev.leme.apiserver.auth.User;
import dev.leme.apiserver.http.local.LocalExchange;
import dev.leme.apiserver.http.local.LocalWatch;
import dev.leme.apiserver.server.ApiServer;
import dev.leme.client.ApiRequest;
import dev.leme.client.ApiResponse;
import dev.leme.client.Transport;
import dev.leme.client.TransportException;
import dev.leme.client.WatchEvent;
import dev.leme.client.WatchStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Requests of one part of this process, under its own identity, through the API server's whole pipeline. */
public final class LocalTransport implements Transport {

    private static final Logger LOG = System.getLogger(LocalTransport.class.getName());

    private final ApiServer server;
    private final User user;

    /** Asks {@code server} as {@code user}. */
    public LocalTransport(ApiServer server, User user) {
        this.server = server;
        this.user = user;
    }

    @Override
    public ApiResponse send(ApiRequest request) {
        LocalExchange exchange =
                new LocalExchange(request.method(), request.path(), request.query(), request.headers(), request.body());
        try {
            server.handle(exchange, user);
        } catch (IOException broken) {
            throw new TransportException("in-process request failed: " + broken.getMessage(), broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new TransportException("interrupted", stopped);
        }
        return new ApiResponse(exchange.status(), exchange.answerHeaders(), exchange.answer());
    }

    @Override
    public WatchStream watch(ApiRequest request) {
        LocalWatch watch = new LocalWatch(request.path(), request.query(), request.headers());
        Thread thread = Thread.ofVirtual().name("watch " + request.path()).start(() -> serve(watch));
        return new Stream(watch, thread);
    }

    private void serve(LocalWatch watch) {
        try {
            server.handle(watch, user);
        } catch (IOException closed) {
            LOG.log(Level.DEBUG, "an in-process watch has ended", closed);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } finally {
            watch.end();
        }
    }

    private record Stream(LocalWatch watch, Thread thread) implements WatchStream {
        @Override
        public @Nullable WatchEvent next() throws InterruptedException {
            LocalWatch.Event event = watch.next();
            if (event != null) {
                return new WatchEvent(WatchEvent.Type.valueOf(event.type()), event.object());
            }
            refused();
            return null;
        }

        /** A request that the pipeline refused has an answer in place of events. */
        private void refused() {
            if (watch.status() >= 400) {
                throw ApiException.ofStatus(dev.leme.api.json.Json.parseObject(watch.answer()), watch.status());
            }
        }

        @Override
        public void close() {
            watch.end();
            thread.interrupt();
        }
    }
}
