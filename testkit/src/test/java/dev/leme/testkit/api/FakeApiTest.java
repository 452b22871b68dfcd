package dev.leme.testkit.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.base.time.ManualClock;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.ListOptions;
import dev.leme.client.WatchEvent;
import dev.leme.client.WatchStream;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeApiTest {

    private final FakeApi api = new FakeApi(new ManualClock(Instant.parse("2026-01-01T00:00:00Z")));
    private final ApiClient client = api.client("test");

    @AfterEach
    void invariants() {
        api.checkInvariants();
    }

    private static ApiObject pod(String name) {
        return ApiObject.of(JsonObject.EMPTY
                .with("apiVersion", "v1")
                .with("kind", "Pod")
                .with("metadata", JsonObject.EMPTY.with("name", name).with("namespace", "default"))
                .with("spec", JsonObject.EMPTY.with("nodeName", "n1")));
    }

    @Test
    void update_staleVersion_conflicts() {
        ApiObject first = client.create(Resources.PODS, pod("a"));
        client.updateStatus(Resources.PODS, first.withStatus(JsonObject.EMPTY.with("phase", "Running")));
        ApiException stale = assertThrows(ApiException.class, () -> client.update(Resources.PODS, first));
        assertEquals(Reason.CONFLICT, stale.reason());
    }

    @Test
    void update_withStatus_keepsTheStoredOne() {
        ApiObject created = client.create(Resources.PODS, pod("a"));
        ApiObject updated = client.update(
                Resources.PODS,
                created.withStatus(JsonObject.EMPTY.with("phase", "Failed"))
                        .withMetadata(meta -> meta.with("labels", JsonObject.EMPTY.with("x", "y"))));
        assertEquals("Pending", updated.status().string("phase"));
        assertEquals(1, updated.generation());
    }

    @Test
    void delete_boundPod_isGracefulUntilForced() {
        client.create(Resources.PODS, pod("a"));
        assertTrue(client.delete(Resources.PODS, "default", "a", DeleteOptions.DEFAULT)
                .isDeleting());
        client.delete(Resources.PODS, "default", "a", DeleteOptions.DEFAULT.withGracePeriod(0));
        assertNull(client.find(Resources.PODS, "default", "a"));
    }

    @Test
    void watch_fromRevision_seesLaterChangesInOrder() throws Exception {
        ApiObject created = client.create(Resources.PODS, pod("a"));
        client.updateStatus(Resources.PODS, created.withStatus(JsonObject.EMPTY.with("phase", "Running")));
        client.delete(Resources.PODS, "default", "a", DeleteOptions.DEFAULT.withGracePeriod(0));
        ListOptions from = ListOptions.ALL.withResourceVersion(created.resourceVersion());
        try (WatchStream watch = client.watch(Resources.PODS, "", from)) {
            assertEquals(WatchEvent.Type.MODIFIED, type(watch));
            assertEquals(WatchEvent.Type.DELETED, type(watch));
        }
    }

    private static WatchEvent.Type type(WatchStream watch) throws InterruptedException {
        WatchEvent event = watch.next();
        return event == null ? WatchEvent.Type.ERROR : event.type();
    }

    @Test
    void watch_beforeCompaction_isExpired() {
        client.create(Resources.PODS, pod("a"));
        client.create(Resources.PODS, pod("b"));
        api.compact();
        ListOptions old = ListOptions.ALL.withResourceVersion("2");
        ApiException gone = assertThrows(ApiException.class, () -> client.watch(Resources.PODS, "", old));
        assertEquals(410, gone.code());
    }
}
