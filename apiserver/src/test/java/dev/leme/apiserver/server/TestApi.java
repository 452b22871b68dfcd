package dev.leme.apiserver.server;

import dev.leme.api.address.AddressRange;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.apiserver.auth.User;
import dev.leme.apiserver.http.local.LocalExchange;
import dev.leme.apiserver.http.local.LocalWatch;
import dev.leme.apiserver.pipeline.Filter;
import dev.leme.apiserver.pods.NodeGateway;
import dev.leme.apiserver.rest.CreationCheck;
import dev.leme.apiserver.rest.Subresources;
import dev.leme.apiserver.storage.Admission;
import dev.leme.base.stream.Duplex;
import dev.leme.base.stream.ProcessExit;
import dev.leme.base.stream.ProcessStreams;
import dev.leme.base.time.Clock;
import dev.leme.store.Entry;
import dev.leme.store.Keys;
import dev.leme.store.Store;
import dev.leme.store.memory.MemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An API server over a store in memory, asked from inside, where everybody may do everything. */
final class TestApi implements AutoCloseable {

    private static final User ADMIN = User.master("tester");

    final Store store = MemoryStore.open(failure -> {
        throw new AssertionError(failure);
    });
    private final String serviceRanges;
    private ApiServer server;

    TestApi() {
        this("10.43.0.0/16");
    }

    /** One whose Services get addresses out of {@code serviceRanges}. */
    TestApi(String serviceRanges) {
        this.serviceRanges = serviceRanges;
        server = start();
        post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"default\"}}");
        post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    }

    private ApiServer start() {
        return new ApiServer(new ApiServerSettings(
                store,
                Clock.system(),
                AddressRange.parseAll(serviceRanges),
                "127.0.0.1:6443",
                objects -> new Open(),
                new NoNodes(),
                List.of(),
                List.of()));
    }

    /** Everything that was in memory alone is gone. */
    void restart() {
        server.close();
        server = start();
    }

    /** The keys that begin with {@code prefix}, as they lie in the store. */
    Set<String> stored(String prefix) {
        return store.range(prefix, Keys.endOfPrefix(prefix), 0, 0).entries().stream()
                .map(Entry::key)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    record Reply(int status, Map<String, String> headers, String text) {
        JsonObject json() {
            return (JsonObject) Json.parse(text);
        }

        ApiObject object() {
            return ApiObject.of(json());
        }
    }

    Reply send(String method, String path, String query, Map<String, String> headers, String body) {
        return reply(ask(method, path, query, headers, body.getBytes(StandardCharsets.UTF_8)));
    }

    Reply sendBytes(String method, String path, Map<String, String> headers, byte[] body) {
        return reply(ask(method, path, "", headers, body));
    }

    byte[] getBytes(String path, String accept) {
        return ask("GET", path, "", Map.of("Accept", accept), new byte[0]).answer();
    }

    private LocalExchange ask(String method, String path, String query, Map<String, String> headers, byte[] body) {
        LocalExchange exchange = new LocalExchange(method, path, query, headers, body);
        try {
            server.handle(exchange, ADMIN);
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
        return exchange;
    }

    private static Reply reply(LocalExchange exchange) {
        return new Reply(
                exchange.status(), exchange.answerHeaders(), new String(exchange.answer(), StandardCharsets.UTF_8));
    }

    Reply get(String path) {
        return get(path, "");
    }

    Reply get(String path, String query) {
        return send("GET", path, query, Map.of(), "");
    }

    Reply post(String path, String body) {
        return send("POST", path, "", Map.of(), body);
    }

    Reply put(String path, String body) {
        return send("PUT", path, "", Map.of(), body);
    }

    Reply delete(String path, String body) {
        return send("DELETE", path, "", Map.of(), body);
    }

    Reply patch(String path, String type, String body) {
        return send("PATCH", path, "", Map.of("Content-Type", "application/" + type), body);
    }

    /** Starts a watch, whose events are to be taken with {@link LocalWatch#next}. */
    LocalWatch watch(String path, String query) {
        LocalWatch watch = new LocalWatch(path, query.isEmpty() ? "watch=1" : "watch=1&" + query, Map.of());
        Thread.ofVirtual().start(() -> {
            try {
                server.handle(watch, ADMIN);
            } catch (IOException | InterruptedException over) {
                Thread.currentThread().interrupt();
            } finally {
                watch.end();
            }
        });
        return watch;
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }

    private static final class Open implements Security {
        @Override
        public CreationCheck creation() {
            return request -> {};
        }

        @Override
        public List<Filter> authentication() {
            return List.of();
        }

        @Override
        public List<Filter> authorization() {
            return List.of();
        }

        @Override
        public List<Admission.Plugin> admission() {
            return List.of();
        }

        @Override
        public Subresources subresources(Subresources subresources) {
            return subresources;
        }
    }

    private static final class NoNodes implements NodeGateway {
        @Override
        public InputStream logs(ApiObject pod, String container, LogQuery query) {
            return new java.io.ByteArrayInputStream("a line\n".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public ProcessExit exec(ApiObject pod, String container, List<String> command, ProcessStreams streams) {
            return ProcessExit.ofCode(7);
        }

        @Override
        public ProcessExit attach(ApiObject pod, String container, ProcessStreams streams) {
            return ProcessExit.success();
        }

        /** The network of the pods is this machine's loopback. */
        @Override
        public Socket connect(String host, int port) throws IOException {
            return new Socket(InetAddress.getLoopbackAddress(), port);
        }

        @Override
        public void portForward(ApiObject pod, int port, Duplex connection) throws IOException {
            throw new IOException("no nodes");
        }
    }
}
