package dev.leme.tests.bench;

import dev.leme.api.json.Json;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.junit.LemeCluster;
import dev.leme.node.NodeAgent;
import dev.leme.node.NodeConfig;
import dev.leme.node.runtime.simulated.SimulatedRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand replicas to all Ready in one process: API, controllers, scheduler and eleven simulated nodes. The first round warms
 * up; time is from the create to the status that counts them all as ready.
 */
class WorkloadBench {

    private static final int REPLICAS = Integer.getInteger("leme.replicas", 1000);
    private static final int MORE_NODES = 10;
    private static final int ROUNDS = Integer.getInteger("leme.rounds", 3);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final List<AutoCloseable> nodes = new ArrayList<>();

    @Test
    void workloads_ofAThousand_printTheirFigures(@TempDir Path home) throws Exception {
        try (LemeCluster cluster = LemeCluster.start();
                Informers informers = new Informers(cluster.client(), Clock.system())) {
            informers.start();
            for (int i = 1; i <= MORE_NODES; i++) {
                startNode(cluster.client(), home, i);
            }
            for (int round = 0; round < ROUNDS; round++) {
                measure(cluster.client(), informers, Resources.DEPLOYMENTS, "");
                measure(cluster.client(), informers, Resources.STATEFUL_SETS, ",'podManagementPolicy':'Parallel'");
                measure(cluster.client(), informers, Resources.STATEFUL_SETS, "");
            }
        } finally {
            for (AutoCloseable node : nodes) {
                node.close();
            }
        }
    }

    private void startNode(ApiClient client, Path home, int number) throws IOException, InterruptedException {
        String range = "10.42." + number + ".0/24";
        Path own = home.resolve("n" + number);
        NodeConfig config = NodeConfig.named("n" + number, List.of("127.0.0.1"), own, own.resolve("memory"))
                .withPodCidrs(List.of(range));
        Informers informers = new Informers(client, Clock.system());
        informers.start();
        NodeAgent agent =
                new NodeAgent(config, new SimulatedRuntime(Clock.system(), range), client, informers, Clock.system());
        agent.start();
        nodes.add(agent);
        nodes.add(informers);
    }

    private static void measure(ApiClient client, Informers informers, Resource resource, String more)
            throws InterruptedException {
        Informer seen = informers.get(resource);
        Informer pods = informers.get(Resources.PODS);
        pods.awaitSynced(PATIENCE);
        seen.awaitSynced(PATIENCE);
        Duration spent = cpuTime();
        long start = System.nanoTime();
        client.create(resource, object(resource, more));
        boolean ready = seen.await(() -> isReady(seen), PATIENCE);
        double seconds = (System.nanoTime() - start) / 1e9;
        double processor = cpuTime().minus(spent).toMillis() / 1e3;
        System.out.printf(
                Locale.ROOT,
                "%s%s: %d replicas in %.2f s (%.0f/s), %.2f s of processor%s%n",
                resource.kind(),
                more,
                REPLICAS,
                seconds,
                REPLICAS / seconds,
                processor,
                ready ? "" : " NOT READY");
        client.delete(resource, "default", "big", DeleteOptions.DEFAULT);
        pods.await(() -> pods.lister().list("default").isEmpty(), PATIENCE);
    }

    /** What the whole process has used: it tells more than the time on the wall where other work runs beside it. */
    private static Duration cpuTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static boolean isReady(Informer informer) {
        ApiObject object = informer.lister().find("default", "big");
        return object != null && object.status().number("readyReplicas", 0) == REPLICAS;
    }

    private static ApiObject object(Resource resource, String more) {
        String text = """
                {'apiVersion':'apps/v1','kind':'%s','metadata':{'name':'big','namespace':'default'},
                 'spec':{'replicas':%d,'selector':{'matchLabels':{'app':'big'}}%s,
                  'template':{'metadata':{'labels':{'app':'big'}},
                   'spec':{'terminationGracePeriodSeconds':0,'containers':[{'name':'c','image':'i'}]}}}}
                """.formatted(resource.kind(), REPLICAS, more);
        return ApiObject.of(Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }
}
