package dev.leme.apiserver.rest;

import dev.leme.api.json.JsonObject;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.catalog.ServedResource;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.rest.ListQuery.Continuation;
import dev.leme.apiserver.watch.CachedObject;
import dev.leme.apiserver.watch.WatchCache;
import dev.leme.store.CompactedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Get and list, from memory. */
final class ReadHandler {

    private final Answers answers;

    ReadHandler(Answers answers) {
        this.answers = answers;
    }

    /** One object. */
    void get(RequestContext request, ServedResource resource) throws IOException {
        CachedObject object;
        try {
            object = resource.store()
                    .get(request.info().namespace(), request.info().name());
        } catch (ApiException missing) {
            Hints.forMissing(request, resource, missing);
            throw missing;
        }
        answers.object(request.exchange(), resource.definition(), object);
    }

    /** A collection, or a page of it. */
    void list(RequestContext request, ServedResource resource) throws IOException {
        ListQuery query = ListQuery.of(
                resource.definition(),
                request.info().namespace(),
                "",
                request.exchange().query());
        Page page = page(resource.store().cache(), query);
        answers.list(request.exchange(), resource.definition(), page.metadata(), page.objects());
    }

    /** Some objects and what their list says of itself. */
    private record Page(List<CachedObject> objects, long revision, String next, long remaining) {
        JsonObject metadata() {
            JsonObject metadata = JsonObject.EMPTY.with("resourceVersion", Long.toString(revision));
            metadata = next.isEmpty() ? metadata : metadata.with("continue", next);
            return remaining > 0 ? metadata.with("remainingItemCount", remaining) : metadata;
        }
    }

    private static Page page(WatchCache cache, ListQuery query) {
        Continuation next = query.next();
        WatchCache.State now = cache.state();
        checkNotFuture(query.revision(), now.revision());
        if (next != null) {
            long at = next.revision() > 0 ? next.revision() : now.revision();
            return cut(past(cache, at), query, next.start());
        }
        if (query.match().equals("Exact") || (query.match().isEmpty() && query.limit() > 0 && query.revision() > 0)) {
            return cut(past(cache, query.revision()), query, "");
        }
        return cut(now, query, "");
    }

    private static void checkNotFuture(long asked, long now) {
        if (asked > now) {
            throw new ApiException(
                    Reason.TIMEOUT,
                    504,
                    "Timeout: Too large resource version: " + asked + ", current: " + now,
                    dev.leme.api.json.JsonObject.of(
                            "causes",
                            dev.leme.api.json.JsonArray.of(JsonObject.EMPTY
                                    .with("reason", "ResourceVersionTooLarge")
                                    .with("message", "Too large resource version"))));
        }
    }

    private static WatchCache.State past(WatchCache cache, long revision) {
        try {
            return cache.stateAt(revision);
        } catch (CompactedException gone) {
            throw ApiException.of(
                    Reason.EXPIRED,
                    "The provided continue parameter is too old to display a consistent list result. You can start a new list"
                            + " without the continue parameter.");
        }
    }

    private static Page cut(WatchCache.State state, ListQuery query, String start) {
        List<CachedObject> chosen = new ArrayList<>();
        long remaining = 0;
        String last = "";
        for (CachedObject object : state.objects()) {
            if (object.key().compareTo(start) < 0 || !query.selection().matches(object)) {
                continue;
            }
            if (query.limit() > 0 && chosen.size() == query.limit()) {
                remaining++;
            } else {
                chosen.add(object);
                last = object.key();
            }
        }
        String next = remaining == 0 ? "" : new Continuation(state.revision(), last + "\0").token();
        boolean countable = query.selection().isEverything();
        return new Page(chosen, state.revision(), next, countable ? remaining : 0);
    }
}
