package dev.leme.tests.bench;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.selector.FieldSelector;
import dev.leme.client.ApiClient;
import dev.leme.client.ListOptions;
import dev.leme.client.PatchType;
import dev.leme.junit.LemeCluster;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How many pods a second get their node, with API, controllers and scheduler in this process and objects in memory. The nodes
 * have no agents, so that nothing but scheduling is measured; pods spread softly over them as members of no set.
 */
class SchedulingBench {

    private static ApiObject object(String json) {
        return ApiObject.of((JsonObject) Json.parse(json.replace('\'', '"')));
    }

    @ParameterizedTest
    @CsvSource({"100, 1000", "100, 5000", "1000, 5000"})
    void scheduler_manyPodsOnManyNodes_printsItsFigures(int nodes, int pods) throws Exception {
        try (LemeCluster cluster = LemeCluster.start()) {
            ApiClient client = cluster.client();
            for (int i = 0; i < nodes; i++) {
                node(client, "bench-" + i);
            }
            long began = System.nanoTime();
            try (ExecutorService creators = Executors.newFixedThreadPool(8)) {
                for (int i = 0; i < pods; i++) {
                    int number = i;
                    creators.execute(() -> client.create(Resources.PODS, pod(number)));
                }
            }
            double created = (System.nanoTime() - began) / 1e9;
            while (unbound(client) > 0) {
                LockSupport.parkNanos(20_000_000);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%d pods on %d nodes: all created after %.2f s, all bound after %.2f s: %.0f pods/s%n",
                    pods,
                    nodes,
                    created,
                    seconds,
                    pods / seconds);
        }
    }

    private static int unbound(ApiClient client) {
        return client.list(Resources.PODS, "default", ListOptions.ALL.withFields(FieldSelector.parse("spec.nodeName=")))
                .items()
                .size();
    }

    private static void node(ApiClient client, String name) {
        client.create(Resources.NODES, object("""
                {'apiVersion':'v1','kind':'Node','metadata':{'name':'%s',
                 'labels':{'bench':'yes','kubernetes.io/hostname':'%s'}}}
                """.formatted(name, name)));
        client.patch(
                Resources.NODES,
                "",
                name,
                "status",
                PatchType.MERGE,
                object("""
                {'status':{'allocatable':{'cpu':'32','memory':'64Gi','pods':'110'}}}
                """).json());
    }

    private static ApiObject pod(int number) {
        return object("""
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'p%d','namespace':'default','labels':{'app':'bench'}},
                 'spec':{'nodeSelector':{'bench':'yes'},'tolerations':[{'operator':'Exists'}],
                 'containers':[{'name':'c','image':'i','resources':{'requests':{'cpu':'100m','memory':'64Mi'}}}]}}
                """.formatted(number));
    }
}
