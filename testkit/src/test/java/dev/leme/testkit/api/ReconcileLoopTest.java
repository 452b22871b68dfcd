package dev.leme.testkit.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.client.informer.ObjectKey;
import dev.leme.client.reconcile.Outcome;
import dev.leme.client.reconcile.ReconcileLoop;
import dev.leme.testkit.await.Await;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconcileLoopTest {

    private final FakeApi api = new FakeApi(Clock.system());
    private final ApiClient client = api.client("test");

    private static ApiObject map(String name) {
        return ApiObject.of(JsonObject.EMPTY
                .with("apiVersion", "v1")
                .with("kind", "ConfigMap")
                .with("metadata", JsonObject.EMPTY.with("name", name).with("namespace", "default")));
    }

    /** A counter that trusts its lister would lose counts, or conflict, if it didn't see its own last write. */
    @Test
    void loop_countingToHundred_seesEachOwnWrite() {
        client.create(Resources.CONFIG_MAPS, map("counter"));
        try (Informers informers = new Informers(client, Clock.system());
                ReconcileLoop<ObjectKey> loop = new ReconcileLoop<>("counter", Clock.system(), client)) {
            Informer maps = informers.get(Resources.CONFIG_MAPS);
            loop.on(maps, object -> List.of(ObjectKey.of(object)));
            loop.start(4, key -> count(maps, loop.client(), key));
            informers.start();
            Await.until(
                    "the counter is at 100",
                    () -> counter(client.get(Resources.CONFIG_MAPS, "default", "counter")) == 100);
            assertEquals(0, loop.queue().failures(new ObjectKey("default", "counter")));
        }
        api.checkInvariants();
    }

    private static Outcome count(Informer maps, ApiClient client, ObjectKey key) {
        ApiObject known = maps.lister().find(key);
        if (known != null && counter(known) < 100) {
            JsonObject data = JsonObject.EMPTY.with("n", counter(known) + 1);
            client.update(Resources.CONFIG_MAPS, known.with("data", data));
        }
        return Outcome.DONE;
    }

    private static long counter(ApiObject object) {
        return object.json().object("data").number("n", 0);
    }

    @Test
    void loop_reconcilerFails_keyComesBack() {
        int[] tries = {0};
        try (ReconcileLoop<String> loop = new ReconcileLoop<>("failing", Clock.system(), client)) {
            loop.start(1, key -> {
                if (++tries[0] < 3) {
                    throw ApiException.stale(Resources.PODS, key);
                }
                return Outcome.DONE;
            });
            loop.queue().add("a");
            Await.until(
                    "the third try succeeded",
                    () -> tries[0] == 3 && loop.queue().isIdle());
        }
    }

    @Test
    void recorder_sameEventTwice_countsOnOneObject() {
        ApiObject map = client.create(Resources.CONFIG_MAPS, map("a"));
        try (EventRecorder recorder = new EventRecorder(client, Clock.system(), "tester")) {
            recorder.normal(map, "Happened", "it happened");
            recorder.normal(map, "Happened", "it happened");
            ApiObject event = Await.value(
                    "an event of count 2",
                    () -> client.list(Resources.EVENTS, "default").stream()
                            .filter(found -> found.json().number("count", 0) == 2)
                            .findFirst()
                            .orElse(null));
            assertNotNull(event.json().get("firstTimestamp"));
            assertEquals("tester", event.json().object("source").string("component"));
            assertEquals(1, client.list(Resources.EVENTS, "default").size());
        }
    }
}
