package dev.leme.dns.zone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.yaml.Yaml;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.informer.Informers;
import dev.leme.testkit.api.FakeApi;
import dev.leme.testkit.await.Await;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The zone follows the API, and is a value: who holds one keeps what it said. */
class ZoneUpdaterTest {

    private static final String NAME = "pets.default.svc.cluster.local";

    private final FakeApi api = new FakeApi(Clock.system());
    private final ApiClient client = api.client("test");
    private final Informers informers = new Informers(api.client("dns"), Clock.system());

    @AfterEach
    void stop() {
        informers.close();
    }

    private static ApiObject object(String yaml) {
        return ApiObject.of((JsonObject) Yaml.parse(yaml));
    }

    private static ApiObject slice(String service, String address, boolean ready) {
        return object("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: pets-1, namespace: default, labels: {kubernetes.io/service-name: %s}}
                addressType: IPv4
                ports: []
                endpoints: [{addresses: [%s], conditions: {ready: %s}}]
                """.formatted(service, address, ready));
    }

    private static ApiObject service(String name) {
        return object("""
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: default}
                spec: {type: ClusterIP, clusterIP: None}
                """.formatted(name));
    }

    private static Set<Answer> address(String ip) {
        return Set.of(new Answer.Address(ip));
    }

    @Test
    void zone_fromItsFirstListsOn_followsServicesAndSlices() {
        client.create(Resources.SERVICES, service("pets"));
        client.create(Resources.ENDPOINT_SLICES, slice("pets", "10.42.0.1", true));
        ZoneUpdater updater = new ZoneUpdater(Zone.of("cluster.local"), informers);
        assertFalse(updater.get().isComplete(), "nothing is known yet");
        informers.start();
        Await.until("all is known", () -> updater.get().isComplete());
        Zone first = updater.get();
        assertEquals(address("10.42.0.1"), first.find(NAME));

        update(slice("pets", "10.42.0.2", true));
        Await.until("the new address", () -> updater.get().find(NAME).equals(address("10.42.0.2")));
        assertEquals(address("10.42.0.1"), first.find(NAME), "a zone is a value");
        assertFalse(updater.get().exists("1.0.42.10.in-addr.arpa"));

        update(slice("pets", "10.42.0.2", false));
        Await.until("nobody is ready", () -> !updater.get().exists(NAME));
    }

    @Test
    void slice_givenToAnotherService_leavesTheOne() {
        client.create(Resources.SERVICES, service("pets"));
        client.create(Resources.SERVICES, service("cats"));
        client.create(Resources.ENDPOINT_SLICES, slice("pets", "10.42.0.1", true));
        ZoneUpdater updater = new ZoneUpdater(Zone.of("cluster.local"), informers);
        informers.start();
        Await.until("pets", () -> updater.get().exists(NAME));
        update(slice("cats", "10.42.0.1", true));
        Await.until("cats", () -> updater.get().exists("cats.default.svc.cluster.local"));
        Await.until("no pets", () -> !updater.get().exists(NAME));
        client.delete(Resources.SERVICES, "default", "cats", DeleteOptions.DEFAULT);
        Await.until("no cats", () -> !updater.get().exists("cats.default.svc.cluster.local"));
        assertTrue(updater.get().exists("svc.cluster.local"));
        assertFalse(updater.get().exists("default.svc.cluster.local"));
    }

    private void update(ApiObject fresh) {
        ApiObject there = client.get(Resources.ENDPOINT_SLICES, "default", fresh.name());
        client.update(
                Resources.ENDPOINT_SLICES,
                fresh.withMetadata(metadata -> metadata.with("resourceVersion", there.resourceVersion())
                        .with("uid", there.uid())));
    }
}
