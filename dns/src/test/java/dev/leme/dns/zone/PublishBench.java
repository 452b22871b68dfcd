package dev.leme.dns.zone;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.yaml.Yaml;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.informer.Informers;
import dev.leme.testkit.api.FakeApi;
import dev.leme.testkit.await.Await;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * From the write of an EndpointSlice to the answer of its name, with 10,000 Services: {@code ./dev bench PublishBench}. The API is
 * the testkit's, in memory: what is measured is watch, informer and zone.
 */
class PublishBench {

    private static final int SERVICES = 10_000;
    private static final int ROUNDS = 1_000;

    private static ApiObject object(String yaml) {
        return ApiObject.of((JsonObject) Yaml.parse(yaml));
    }

    private static ApiObject service(int number) {
        return object("""
                apiVersion: v1
                kind: Service
                metadata: {name: s%d, namespace: default}
                spec: {type: ClusterIP, clusterIP: None}
                """.formatted(number));
    }

    private static ApiObject slice(int number) {
        return object("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: s%d-1, namespace: default, labels: {kubernetes.io/service-name: s%d}}
                addressType: IPv4
                ports: []
                endpoints: [{addresses: [10.42.%d.%d], hostname: pet, conditions: {ready: true}}]
                """.formatted(number, number, number / 250, number % 250));
    }

    @Test
    void endpoint_written_isAnswered() {
        FakeApi api = new FakeApi(Clock.system());
        ApiClient client = api.client("bench");
        for (int i = 0; i < SERVICES; i++) {
            client.create(Resources.SERVICES, service(i));
        }
        try (Informers informers = new Informers(api.client("dns"), Clock.system())) {
            ZoneUpdater updater = new ZoneUpdater(Zone.of("cluster.local"), informers);
            informers.start();
            Await.until("all Services are known", () -> updater.get().isComplete());
            long[] nanos = new long[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                nanos[i] = publish(client, updater, i);
            }
            Arrays.sort(nanos);
            System.out.printf(
                    "slice written to name answered, %d Services: p50 %.2f ms, p99 %.2f ms%n",
                    SERVICES, nanos[ROUNDS / 2] / 1e6, nanos[ROUNDS / 100 * 99] / 1e6);
        }
    }

    private static long publish(ApiClient client, ZoneUpdater updater, int number) {
        ApiObject slice = slice(number);
        String name = "pet.s" + number + ".default.svc.cluster.local";
        long start = System.nanoTime();
        client.create(Resources.ENDPOINT_SLICES, slice);
        while (!updater.get().exists(name)) {
            Thread.onSpinWait();
        }
        return System.nanoTime() - start;
    }
}
