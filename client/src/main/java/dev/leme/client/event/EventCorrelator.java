package dev.leme.client.event;

import dev.leme.api.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of an event: a new object, a count on a known one, or nothing. As upstream's recorder does, it
 * lets an object have 25 events at once and one more each five minutes, and folds more than ten events that differ only in
 * their message within ten minutes into one. It remembers the last 4,096 of each; one thread uses it.
 */
final class EventCorrelator {

    private static final int BURST = 25;
    private static final Duration REFILL = Duration.ofMinutes(5);
    private static final int MOST_SIMILAR = 10;
    private static final Duration SIMILAR_WITHIN = Duration.ofMinutes(10);
    private static final String COMBINED = "(combined from similar events): ";

    /** What is known of an event that was written. */
    static final class Written {
        String name;
        int count;
        final Instant first;

        Written(String name, Instant first) {
            this.name = name;
            this.first = first;
            this.count = 1;
        }
    }

    private static final class Allowance {
        double tokens = BURST;
        Instant at;

        Allowance(Instant at) {
            this.at = at;
        }

        boolean take(Instant now) {
            double gained = (double) Duration.between(at, now).toMillis() / REFILL.toMillis();
            tokens = Math.min(BURST, tokens + gained);
            at = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }

    private static final class Similar {
        final Set<String> messages = new HashSet<>();
        Instant last;

        Similar(Instant last) {
            this.last = last;
        }
    }

    private final Map<JsonObject, Allowance> allowances = remembering();
    private final Map<EventKey, Similar> similar = remembering();
    private final Map<EventKey, Written> written = remembering();

    private static <K, V> Map<K, V> remembering() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > 4096;
            }
        };
    }

    /** The event as it should be told, or null when it is one too many. */
    @Nullable EventKey admit(EventKey event, Instant now) {
        EventKey told = fold(event, now);
        Allowance allowance = allowances.computeIfAbsent(event.object(), object -> new Allowance(now));
        return allowance.take(now) ? told : null;
    }

    private EventKey fold(EventKey event, Instant now) {
        Similar group = similar.computeIfAbsent(event.withoutMessage(), key -> new Similar(now));
        if (Duration.between(group.last, now).compareTo(SIMILAR_WITHIN) > 0) {
            group.messages.clear();
        }
        group.last = now;
        group.messages.add(event.message());
        return group.messages.size() < MOST_SIMILAR
                ? event
                : new EventKey(event.involved(), event.type(), event.reason(), COMBINED + event.message());
    }

    /** The known event that this one repeats, or null. */
    @Nullable Written known(EventKey event) {
        return written.get(identity(event));
    }

    void remember(EventKey event, Written fact) {
        written.put(identity(event), fact);
    }

    void forget(EventKey event) {
        written.remove(identity(event));
    }

    private static EventKey identity(EventKey event) {
        return event.message().startsWith(COMBINED) ? event.withoutMessage() : event.identity();
    }
}
