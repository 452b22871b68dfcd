package dev.leme.scheduler;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.informer.Informers;
import dev.leme.testkit.api.FakeApi;
import dev.leme.testkit.api.Faults;
import dev.leme.testkit.await.Await;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Pods that come and go on nodes too small for all of them, on a server that loses requests and answers. */
class SchedulerSimulationTest {

    private static final int ROOM = 3;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final FakeApi api = new FakeApi(Clock.system(), Faults.some(seed));
    private final ApiClient client = api.reliableClient("test");
    private int created;

    private static JsonObject json(String text) {
        return (JsonObject) Json.parse(text.replace('\'', '"'));
    }

    private void node(String name) {
        ApiObject node = client.create(
                Resources.NODES,
                ApiObject.of(json("{'apiVersion':'v1','kind':'Node','metadata':{'name':'" + name + "'}}")));
        client.updateStatus(
                Resources.NODES, node.withStatus(json("{'allocatable':{'cpu':'" + ROOM + "','pods':'100'}}")));
    }

    private void pod() {
        client.create(Resources.PODS, ApiObject.of(json("""
                        {'apiVersion':'v1','kind':'Pod','metadata':{'name':'p%d','namespace':'default'},'spec':{
                         'priority':%d,'containers':[{'name':'c','image':'i','resources':{'requests':{'cpu':'1'}}}]}}
                        """.formatted(created++, random.nextInt(3)))));
    }

    private List<ApiObject> pods() {
        return client.list(Resources.PODS, "default");
    }

    private void deleteAPod() {
        List<ApiObject> pods = pods();
        if (!pods.isEmpty()) {
            String name = pods.get(random.nextInt(pods.size())).name();
            client.delete(Resources.PODS, "default", name, DeleteOptions.DEFAULT.withGracePeriod(0));
        }
    }

    /** As node agents do: a pod that is being deleted goes. */
    private void endLeaving() {
        DeleteOptions now = DeleteOptions.DEFAULT.withGracePeriod(0);
        for (ApiObject pod : pods()) {
            if (pod.isDeleting() && random.nextInt(4) == 0) {
                client.delete(Resources.PODS, "default", pod.name(), now);
            }
        }
    }

    private void checkRoom() {
        Map<String, Integer> taken = new HashMap<>();
        pods().forEach(pod -> taken.merge(pod.spec().string("nodeName"), 1, Integer::sum));
        taken.remove("");
        taken.forEach((node, count) -> assertTrue(count <= ROOM, node + " has " + count + " pods (seed " + seed + ")"));
    }

    private boolean isSettled() {
        endLeaving();
        List<ApiObject> pods = pods();
        long bound = pods.stream()
                .filter(pod -> !pod.spec().string("nodeName").isEmpty())
                .count();
        return bound == Math.min(pods.size(), 3 * ROOM) && leastBound(pods) >= mostWaiting(pods);
    }

    private static long mostWaiting(List<ApiObject> pods) {
        return pods.stream()
                .filter(pod -> pod.spec().string("nodeName").isEmpty())
                .mapToLong(pod -> pod.spec().number("priority", 0))
                .max()
                .orElse(Long.MIN_VALUE);
    }

    private static long leastBound(List<ApiObject> pods) {
        return pods.stream()
                .filter(pod -> !pod.spec().string("nodeName").isEmpty())
                .mapToLong(pod -> pod.spec().number("priority", 0))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private String picture() {
        return pods().stream()
                .map(pod -> pod.name() + ":" + pod.spec().number("priority", 0) + "@"
                        + pod.spec().string("nodeName") + (pod.isDeleting() ? " leaving" : "")
                        + (pod.status().has("nominatedNodeName")
                                ? " for " + pod.status().string("nominatedNodeName")
                                : ""))
                .collect(Collectors.joining(", "));
    }

    @Test
    void scheduler_underFaults_fillsNodesWithTheMostImportantAndNeverOverfillsThem() {
        System.out.println("seed " + seed);
        try (Informers informers = new Informers(api.client("informers"), Clock.system());
                Scheduler scheduler = Scheduler.start(api.client("scheduler"), informers, Clock.system())) {
            informers.start();
            List.of("n1", "n2", "n3").forEach(this::node);
            for (int i = 0; i < 300; i++) {
                if (random.nextInt(5) < 3) {
                    pod();
                } else {
                    deleteAPod();
                }
                if (random.nextInt(20) == 0) {
                    api.endWatches();
                }
                endLeaving();
                checkRoom();
            }
            api.calm();
            try {
                Await.until("all are bound that fit (seed " + seed + ")", this::isSettled);
            } catch (AssertionError failure) {
                throw new AssertionError(failure.getMessage() + ": " + picture(), failure);
            }
            checkRoom();
            scheduler.checkInvariants();
        }
        api.checkInvariants();
    }
}
