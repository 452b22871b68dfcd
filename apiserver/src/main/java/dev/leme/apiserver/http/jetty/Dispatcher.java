package dev.leme.apiserver.http.jetty;

import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.http.RequestHandler;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request to the handler and turns whatever the handler throws into an answer.
 *
 * <p>Jetty mostly calls on a virtual thread already; where it calls on one of its own, whose state is its business, the
 * request gets a new one. So does a request that may switch protocols, because Jetty lets go of a connection only after its
 * thread has returned from here.
 */
final class Dispatcher extends Handler.Abstract {

    private final RequestHandler handler;
    private final Duration patience;
    private final Set<Thread> serving = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private volatile boolean stopping;
    private @Nullable WebSockets webSockets;

    Dispatcher(RequestHandler handler, Duration patience) {
        this.handler = handler;
        this.patience = patience;
    }

    @Override
    protected void doStart() throws Exception {
        webSockets = new WebSockets(getServer());
        super.doStart();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        // A watch may be silent for hours: only a read or a write that doesn't get on times out.
        request.addIdleTimeoutListener(timeout -> false);
        JettyExchange exchange =
                new JettyExchange(request, response, callback, Objects.requireNonNull(webSockets), patience);
        if (request.getHeaders().contains(HttpHeader.UPGRADE)
                || !Thread.currentThread().isVirtual()) {
            Thread.startVirtualThread(() -> serve(exchange));
        } else {
            serve(exchange);
        }
        return true;
    }

    private void serve(JettyExchange exchange) {
        Thread self = Thread.currentThread();
        serving.add(self);
        try {
            handler.handle(exchange);
            exchange.finish();
        } catch (ApiException told) {
            exchange.fail(told);
        } catch (InterruptedException stopped) {
            exchange.fail(ApiException.of(Reason.SERVICE_UNAVAILABLE, "the server is shutting down"));
        } catch (IOException broken) {
            exchange.fail(broken(exchange, broken));
        } catch (RuntimeException | Error bug) {
            exchange.fail(unexpected(exchange, bug));
        } finally {
            serving.remove(self);
            if (stopping && serving.isEmpty()) {
                tellIdle();
            }
        }
    }

    private void tellIdle() {
        lock.lock();
        try {
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Mostly a client that has gone; where no answer has begun it may be the disk, so that is logged. */
    private static ApiException broken(JettyExchange exchange, IOException cause) {
        return exchange.isAnswered() ? ApiException.internal("the connection broke") : unexpected(exchange, cause);
    }

    private static ApiException unexpected(JettyExchange exchange, Throwable cause) {
        Log.LOG.log(Level.ERROR, exchange.method() + " " + exchange.path() + " failed", cause);
        return ApiException.internal("unexpected error, see the server's log");
    }

    /** Waits until no request is being answered, for as long as {@code grace}; an interrupt ends the wait and is kept. */
    void awaitIdle(Duration grace) {
        stopping = true;
        lock.lock();
        try {
            long left = grace.toNanos();
            while (!serving.isEmpty() && left > 0) {
                left = idle.awaitNanos(left);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts what is still being answered. */
    void interrupt() {
        serving.forEach(Thread::interrupt);
    }

    /** Opened when the first thing goes wrong. */
    private static final class Log {
        static final Logger LOG = System.getLogger(Dispatcher.class.getName());
    }
}
