package dev.leme.testkit.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.TransportException;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.client.informer.ResourceHandler;
import dev.leme.testkit.await.Await;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** An informer against a server whose watches break, whose history is forgotten and whose requests fail. */
class InformerSimulationTest {

    @Test
    void informer_underFaults_endsWithTheServersState() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        FakeApi api = new FakeApi(Clock.system(), new Faults(0, 0.01, 0, 0.05, seed));
        Map<String, ApiObject> followed = new ConcurrentHashMap<>();
        try (Informers informers = new Informers(api.client("informers"), Clock.system())) {
            Informer informer = informers.get(Resources.CONFIG_MAPS);
            informer.addHandler(following(followed));
            informers.start();
            churn(api, new Random(seed));
            Await.until("the informer is current", () -> informer.lastRevision() >= lastWrite(api));
            assertEquals(present(api), byName(informer));
            Await.until("the handler has followed", () -> followed.equals(byName(informer)));
        }
        api.checkInvariants();
    }

    private static ResourceHandler following(Map<String, ApiObject> followed) {
        return new ResourceHandler() {
            @Override
            public void added(ApiObject object) {
                followed.put(object.name(), object);
            }

            @Override
            public void updated(ApiObject before, ApiObject after) {
                assertEquals(followed.put(after.name(), after), before);
            }

            @Override
            public void deleted(ApiObject object) {
                followed.remove(object.name());
            }
        };
    }

    private static void churn(FakeApi api, Random random) {
        ApiClient client = api.client("churn");
        for (int i = 0; i < 2_000; i++) {
            String name = "m" + random.nextInt(20);
            try {
                change(client, name, random.nextInt(3), i);
            } catch (ApiException | TransportException expected) {
                continue;
            }
            if (random.nextInt(200) == 0) {
                api.compact();
                api.endWatches();
            }
        }
        api.endWatches();
    }

    private static void change(ApiClient client, String name, int what, int number) {
        ApiObject object = ApiObject.of(JsonObject.EMPTY
                .with("apiVersion", "v1")
                .with("kind", "ConfigMap")
                .with("metadata", JsonObject.EMPTY.with("name", name).with("namespace", "default"))
                .with("data", JsonObject.EMPTY.with("n", Integer.toString(number))));
        switch (what) {
            case 0 -> client.create(Resources.CONFIG_MAPS, object);
            case 1 -> client.update(Resources.CONFIG_MAPS, object);
            default -> client.delete(Resources.CONFIG_MAPS, "default", name, DeleteOptions.DEFAULT);
        }
    }

    private static long lastWrite(FakeApi api) {
        return api.revision();
    }

    private static Map<String, ApiObject> byName(Informer informer) {
        Map<String, ApiObject> objects = new ConcurrentHashMap<>();
        informer.lister().list().forEach(object -> objects.put(object.name(), object));
        return objects;
    }

    private static Map<String, ApiObject> present(FakeApi api) throws InterruptedException {
        Map<String, ApiObject> objects = new ConcurrentHashMap<>();
        while (true) {
            try {
                api.client("reader")
                        .list(Resources.CONFIG_MAPS, "")
                        .forEach(object -> objects.put(object.name(), object));
                return objects;
            } catch (TransportException fault) {
                Clock.system().sleep(Duration.ofMillis(1));
            }
        }
    }
}
