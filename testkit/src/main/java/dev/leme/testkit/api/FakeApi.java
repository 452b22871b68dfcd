package dev.leme.testkit.api;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.ApiRequest;
import dev.leme.client.ApiResponse;
import dev.leme.client.Transport;
import dev.leme.client.TransportException;
import dev.leme.client.WatchEvent;
import dev.leme.client.WatchStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * An API server in memory, for any resource: names, revisions, conflicts, watches, status and binding subresources,
 * finalizers, graceful deletion of pods. It validates nothing and collects no garbage.
 *
 * <p>Every method is atomic, and a request's events are with its watchers before its answer is with the caller.
 */
public final class FakeApi implements Transport {

    private final FakeObjects objects;
    private final Revisions revisions = new Revisions();
    private final List<FakeWatch> watches = new ArrayList<>();
    private final Random random;
    private Faults faults;
    private BiConsumer<String, WatchEvent> listener = (key, event) -> {};
    private final List<Resource> served = new ArrayList<>();

    /** A server without faults. */
    public FakeApi(Clock clock) {
        this(clock, Faults.NONE);
    }

    /** A server with faults. */
    public FakeApi(Clock clock, Faults faults) {
        this.faults = faults;
        this.random = faults.random();
        this.objects = new FakeObjects(clock, revisions, this::publish);
    }

    /** A client that never meets a fault when there are none. */
    public ApiClient client(String userAgent) {
        return new ApiClient(this, userAgent);
    }

    /** Makes discovery show these resources, all verbs on each. */
    public synchronized FakeApi serving(Resource... resources) {
        served.addAll(List.of(resources));
        return this;
    }

    /** From now on nothing goes wrong any more. */
    public synchronized void calm() {
        faults = Faults.NONE;
    }

    /** A client whose own requests meet no faults, for the test itself. */
    public ApiClient reliableClient(String userAgent) {
        Transport reliable = new Transport() {
            @Override
            public ApiResponse send(ApiRequest request) {
                return withoutFaults(() -> FakeApi.this.send(request));
            }

            @Override
            public WatchStream watch(ApiRequest request) {
                return withoutFaults(() -> FakeApi.this.watch(request));
            }
        };
        return new ApiClient(reliable, userAgent);
    }

    private synchronized <T> T withoutFaults(Supplier<T> request) {
        Faults before = faults;
        faults = Faults.NONE;
        try {
            return request.get();
        } finally {
            faults = before;
        }
    }

    /** Tells {@code events} of every commit, with its key, before the request that made it is answered. */
    public synchronized void listen(BiConsumer<String, WatchEvent> events) {
        listener = events;
    }

    /** Ends all open watches, as a server that restarts does. */
    public synchronized void endWatches() {
        watches.forEach(FakeWatch::end);
        watches.clear();
    }

    /** Forgets the history, so that watches from an older revision get 410. */
    public synchronized void compact() {
        revisions.compact();
    }

    /** The newest revision. */
    public synchronized long revision() {
        return revisions.revision();
    }

    /** The objects of a resource in a namespace as they are, without asking by way of a request. */
    public synchronized List<ApiObject> stored(Resource resource, String namespace) {
        return revisions.range(resource.apiVersion() + "/" + resource.plural() + "/" + namespace + "/");
    }

    /** How many watches are open. */
    public synchronized int openWatches() {
        return watches.size();
    }

    /** Fails when revisions aren't ordered and unique, or objects aren't what was last written. */
    public synchronized void checkInvariants() {
        revisions.checkInvariants();
    }

    @Override
    public synchronized ApiResponse send(ApiRequest request) {
        try {
            boolean write = !request.method().equals("GET");
            lose(faults.lostRequest());
            ApiResponse response = new ApiResponse(200, Map.of(), Json.bytes(answer(request, write)));
            if (write) {
                lose(faults.lostAnswer());
            }
            return response;
        } catch (ApiException refused) {
            return new ApiResponse(refused.code(), Map.of(), Json.bytes(refused.status()));
        }
    }

    private void lose(double chance) {
        if (happens(chance)) {
            throw new TransportException("injected fault", null);
        }
    }

    private boolean happens(double chance) {
        return chance > 0 && random.nextDouble() < chance;
    }

    private JsonValue answer(ApiRequest request, boolean write) {
        if (request.path().equals("/api") || request.path().equals("/apis")) {
            return FakeDiscovery.of(request.path().equals("/api"), served);
        }
        Target target = Target.of(request.path());
        Selection selection = Selection.of(request.query());
        if (write && !target.name().isEmpty() && !request.method().equals("DELETE") && happens(faults.conflict())) {
            throw FakeObjects.failure(Reason.CONFLICT, target, "injected conflict");
        }
        JsonObject body = request.body().length == 0 ? JsonObject.EMPTY : Json.parseObject(request.body());
        return switch (request.method()) {
            case "GET" -> target.name().isEmpty() ? list(target, selection) : objects.get(target);
            case "POST" ->
                target.subresource().isEmpty() ? objects.create(target, body) : objects.createSubresource(target, body);
            case "PUT" -> objects.update(target, ApiObject.of(body));
            case "PATCH" -> objects.patch(target, body);
            case "DELETE" -> delete(target, selection, body);
            default -> throw ApiException.of(Reason.METHOD_NOT_ALLOWED, request.method());
        };
    }

    private JsonValue delete(Target target, Selection selection, JsonObject options) {
        if (!target.name().isEmpty()) {
            return objects.delete(target, options);
        }
        for (ApiObject object : selected(target, selection.predicate())) {
            Target one = new Target(target.apiVersion(), target.plural(), object.namespace(), object.name(), "");
            objects.delete(one, options);
        }
        return FakeObjects.SUCCESS;
    }

    private JsonObject list(Target target, Selection selection) {
        List<JsonValue> items = new ArrayList<>();
        selected(target, selection.predicate()).forEach(object -> items.add(object.json()));
        return JsonObject.EMPTY
                .with("kind", "List")
                .with("metadata", JsonObject.EMPTY.with("resourceVersion", Long.toString(revisions.revision())))
                .with("items", new JsonArray(items));
    }

    private List<ApiObject> selected(Target target, Predicate<ApiObject> predicate) {
        return revisions.range(prefix(target)).stream().filter(predicate).toList();
    }

    private static String prefix(Target target) {
        return target.namespace().isEmpty() ? target.collection() : target.collection() + target.namespace() + "/";
    }

    @Override
    public synchronized WatchStream watch(ApiRequest request) {
        lose(faults.lostRequest());
        Target target = Target.of(request.path());
        Selection selection = Selection.of(request.query());
        String from = selection.get("resourceVersion");
        long since = from.isEmpty() ? revisions.revision() : Long.parseLong(from);
        if (!revisions.knows(since)) {
            throw ApiException.of(Reason.EXPIRED, "too old resource version: " + since);
        }
        FakeWatch watch = new FakeWatch(prefix(target), selection.predicate(), this::forget);
        revisions.since(since).forEach(watch::offer);
        watches.add(watch);
        return watch;
    }

    private synchronized void forget(FakeWatch watch) {
        watches.remove(watch);
    }

    private void publish(Revisions.Commit commit) {
        listener.accept(commit.key(), commit.event());
        for (FakeWatch watch : List.copyOf(watches)) {
            if (happens(faults.lostWatch())) {
                watch.end();
                watches.remove(watch);
            } else {
                watch.offer(commit);
            }
        }
    }
}
