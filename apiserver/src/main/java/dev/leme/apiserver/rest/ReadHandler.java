package dev.leme.apiserver.rest;

import dev.leme.api.json.JsonArray;
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

    private static final String FORGOTTEN =
            "The provided continue parameter is too old to display a consistent list result. You can start a new list without"
                    + " the continue parameter, or use the continue token in this response to retrieve the remainder of the"
                    + " results. Continuing with the provided token results in an inconsistent list - objects that were"
                    + " created, modified, or deleted between the time the first chunk was returned and now may show up in"
                    + " the list.";

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
            return cut(next.revision() > 0 ? continued(cache, next) : now, query, next.start());
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
                    JsonObject.of(
                            "causes",
                            JsonArray.of(JsonObject.EMPTY
                                    .with("reason", "ResourceVersionTooLarge")
                                    .with("message", "Too large resource version"))));
        }
    }

    private static WatchCache.State past(WatchCache cache, long revision) {
        try {
            return cache.stateAt(revision);
        } catch (CompactedException gone) {
            throw ApiException.of(Reason.EXPIRED, "The resourceVersion for the provided list is too old.");
        }
    }

    /** The state that a list began with; where it is forgotten, the refusal carries a token that goes on in today's. */
    private static WatchCache.State continued(WatchCache cache, Continuation next) {
        try {
            return cache.stateAt(next.revision());
        } catch (CompactedException gone) {
            throw ApiException.expired(FORGOTTEN, new Continuation(-1, next.start()).token());
        }
    }

    private static Page cut(WatchCache.State state, ListQuery query, String start) {
        List<CachedObject> behind = state.from(query.selection().namespace(), start);
        boolean everything = query.selection().isEverything();
        List<CachedObject> chosen = everything ? first(behind, query.limit()) : matching(behind, query);
        int limit = query.limit() == 0 ? chosen.size() : Math.min(query.limit(), chosen.size());
        List<CachedObject> page = chosen.subList(0, limit);
        if (everything ? behind.size() == limit : chosen.size() == limit) {
            return new Page(page, state.revision(), "", 0);
        }
        String next = new Continuation(state.revision(), page.getLast().key() + "\0").token();
        return new Page(page, state.revision(), next, everything ? behind.size() - limit : 0);
    }

    private static List<CachedObject> first(List<CachedObject> objects, int limit) {
        return limit == 0 || objects.size() <= limit ? objects : objects.subList(0, limit);
    }

    /** What is selected, and one more than asked for, where there is one. */
    private static List<CachedObject> matching(List<CachedObject> objects, ListQuery query) {
        List<CachedObject> chosen = new ArrayList<>();
        for (CachedObject object : objects) {
            if (query.limit() > 0 && chosen.size() > query.limit()) {
                return chosen;
            }
            if (query.selection().matches(object)) {
                chosen.add(object);
            }
        }
        return chosen;
    }
}
