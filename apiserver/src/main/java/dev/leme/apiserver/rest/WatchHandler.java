package dev.leme.apiserver.rest;

import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.catalog.ResourceDefinition;
import dev.leme.apiserver.catalog.ServedResource;
import dev.leme.apiserver.http.EventExchange;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.http.Query;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.watch.WatchCache;
import dev.leme.apiserver.watch.Watcher;
import dev.leme.base.time.Clock;
import dev.leme.store.CompactedException;
import dev.leme.store.FutureRevisionException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Follows a collection: a stream of events until the client goes, the time is over, or it can't keep up. */
final class WatchHandler {

    private static final long SHORTEST_SECONDS = 1800;
    private static final Duration BETWEEN_BOOKMARKS = Duration.ofMinutes(1);

    private final Answers answers;
    private final Clock clock;

    WatchHandler(Answers answers, Clock clock) {
        this.answers = answers;
        this.clock = clock;
    }

    /** Answers a watch. */
    void watch(RequestContext request, ServedResource resource) throws IOException, InterruptedException {
        Exchange exchange = request.exchange();
        Query query = exchange.query();
        ListQuery list = ListQuery.of(
                resource.definition(),
                request.info().namespace(),
                request.info().name(),
                query);
        Duration timeout = timeout(query);
        boolean initialEvents = query.flag("sendInitialEvents");
        try (EventSink sink = sink(exchange, resource.definition())) {
            sink.flush();
            Watcher watcher;
            try {
                watcher = open(resource.store().cache(), list, initialEvents);
            } catch (CompactedException | FutureRevisionException gone) {
                error(sink, tooOld(list.revision(), resource.store().cache()));
                return;
            }
            new Stream(resource.definition(), sink)
                    .run(watcher, initialEvents, query.flag("allowWatchBookmarks"), timeout);
        }
    }

    private EventSink sink(Exchange exchange, ResourceDefinition definition) throws IOException {
        if (exchange instanceof EventExchange direct) {
            return new DirectSink(direct, definition);
        }
        MediaTypes.Wanted wanted = Answers.wanted(exchange, definition);
        return wanted.form() == MediaTypes.Form.PROTOBUF
                ? new ProtobufSink(exchange, definition, wanted, answers)
                : new ByteSink(exchange, definition, wanted, answers);
    }

    private static Watcher open(WatchCache cache, ListQuery query, boolean initialEvents) {
        if (initialEvents || query.revision() <= 0) {
            return cache.watchFromNow(query.selection(), true);
        }
        return cache.watchFrom(query.selection(), query.revision());
    }

    private static ApiException tooOld(long revision, WatchCache cache) {
        return ApiException.of(
                Reason.EXPIRED,
                "too old resource version: " + revision + " (" + cache.state().revision() + ")");
    }

    private static Duration timeout(Query query) {
        String seconds = query.get("timeoutSeconds");
        try {
            return Duration.ofSeconds(
                    seconds.isEmpty() || seconds.equals("0")
                            ? SHORTEST_SECONDS + ThreadLocalRandom.current().nextLong(SHORTEST_SECONDS)
                            : Long.parseLong(seconds));
        } catch (NumberFormatException broken) {
            throw ApiException.badRequest("timeoutSeconds: Invalid value: \"" + seconds + "\": must be a number");
        }
    }

    private static void error(EventSink sink, ApiException failure) throws IOException, InterruptedException {
        sink.tree("ERROR", failure.status());
        sink.flush();
    }

    /** One stream of events. */
    private final class Stream {
        private final ResourceDefinition definition;
        private final EventSink sink;

        Stream(ResourceDefinition definition, EventSink sink) {
            this.definition = definition;
            this.sink = sink;
        }

        void run(Watcher watcher, boolean initialEvents, boolean bookmarks, Duration timeout)
                throws IOException, InterruptedException {
            long deadline = clock.nanoTime() + timeout.toNanos();
            boolean endOfInitialDue = initialEvents;
            long nextBookmark = clock.nanoTime() + BETWEEN_BOOKMARKS.toNanos();
            while (!watcher.isOver()) {
                if (endOfInitialDue && watcher.isPastInitial()) {
                    bookmark(watcher.revision(), true);
                    endOfInitialDue = false;
                }
                Watcher.Change change = watcher.next(Duration.ZERO);
                if (change == null) {
                    sink.flush();
                    change = watcher.next(patience(deadline, nextBookmark, bookmarks));
                }
                long now = clock.nanoTime();
                if (change != null) {
                    sink.change(change.type().name(), change.object());
                } else if (bookmarks && now >= nextBookmark) {
                    bookmark(watcher.revision(), false);
                    nextBookmark = now + BETWEEN_BOOKMARKS.toNanos();
                }
                if (now >= deadline) {
                    return;
                }
            }
            if (watcher.isOverrun()) {
                error(sink, ApiException.of(Reason.EXPIRED, "too old resource version: the watch was read too slowly"));
            }
        }

        private Duration patience(long deadline, long nextBookmark, boolean bookmarks) {
            long until = bookmarks ? Math.min(deadline, nextBookmark) : deadline;
            return Duration.ofNanos(Math.max(1, until - clock.nanoTime()));
        }

        private void bookmark(long revision, boolean endOfInitial) throws IOException, InterruptedException {
            JsonObject metadata = JsonObject.EMPTY.with("resourceVersion", Long.toString(revision));
            if (endOfInitial) {
                metadata =
                        metadata.with("annotations", JsonObject.of("k8s.io/initial-events-end", JsonValue.of("true")));
            }
            sink.tree(
                    "BOOKMARK",
                    JsonObject.builder()
                            .put("kind", definition.resource().kind())
                            .put("apiVersion", definition.resource().apiVersion())
                            .put("metadata", metadata)
                            .build());
            sink.flush();
        }
    }
}
