package dev.leme.controllers.eventexpiry;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.leme.api.json.JsonObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.ManualClock;
import dev.leme.client.ApiClient;
import dev.leme.client.PatchType;
import dev.leme.client.informer.Informers;
import dev.leme.controllers.Controller;
import dev.leme.controllers.ControllerContext;
import dev.leme.controllers.ControllerSettings;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.volume.VolumeDirectories;
import dev.leme.testkit.api.FakeApi;
import dev.leme.testkit.await.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventExpiryControllerTest {

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final FakeApi api = new FakeApi(clock);
    private final ApiClient client = api.client("test");

    private Controller start(Informers informers) {
        ControllerSettings settings = new ControllerSettings("", Path.of("/"), VolumeDirectories.NONE, "");
        return EventExpiryController.start(new ControllerContext(api::client, informers, clock, settings));
    }

    private void event(String name) {
        client.create(Resources.EVENTS, TestCluster.object("""
                        {'apiVersion':'v1','kind':'Event','metadata':{'name':'%s','namespace':'default'},
                         'lastTimestamp':'2026-01-01T00:00:00Z'}
                        """.formatted(name)));
    }

    @Test
    void event_anHourOld_goesUnlessItHappenedAgain() {
        event("once");
        event("again");
        try (Informers informers = new Informers(client, clock);
                Controller controller = start(informers)) {
            assertNotNull(controller);
            informers.start();
            Await.until("two timers", () -> clock.pending().size() == 2);
            clock.advance(Duration.ofMinutes(30));
            JsonObject later = JsonObject.EMPTY.with("lastTimestamp", "2026-01-01T00:30:00Z");
            client.patch(Resources.EVENTS, "default", "again", PatchType.MERGE, later);
            clock.advance(Duration.ofMinutes(30));
            Await.until("one is gone", () -> client.find(Resources.EVENTS, "default", "once") == null);
            Await.until("one timer", () -> clock.pending().size() == 1);
            assertNotNull(client.find(Resources.EVENTS, "default", "again"));
            clock.advance(Duration.ofMinutes(30));
            Await.until("the other is gone", () -> client.find(Resources.EVENTS, "default", "again") == null);
        }
        api.checkInvariants();
    }
}
