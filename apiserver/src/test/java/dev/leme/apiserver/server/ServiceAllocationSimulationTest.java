package dev.leme.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random writers at once on few addresses and ports, and servers that lose their memory: what Services hold and what is taken
 * are always the same, and nothing is held twice.
 */
class ServiceAllocationSimulationTest {

    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final int ROUNDS = 6;
    private static final int WRITERS = 4;
    private static final int WRITES = 25;

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_122, 77})
    void addressesAndPorts_ofRandomWriters_areNeverLostOrGivenTwice(long seed) throws InterruptedException {
        Random random = new Random(seed);
        try (TestApi api = new TestApi("10.43.0.0/28,fd00:43::/124")) {
            for (int round = 0; round < ROUNDS; round++) {
                List<Thread> writers = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    Random own = new Random(random.nextLong());
                    writers.add(Thread.ofVirtual().start(() -> write(api, own)));
                }
                for (Thread writer : writers) {
                    writer.join();
                }
                check(api, "seed " + seed + " round " + round);
                api.restart();
                check(api, "seed " + seed + " round " + round + " restarted");
            }
            for (JsonObject service : services(api)) {
                api.delete(SERVICES + "/" + service.object("metadata").string("name"), "");
            }
            assertEquals(Set.of(), taken(api), "seed " + seed);
            assertEquals(Set.of(), ports(api), "seed " + seed);
        }
    }

    private static void write(TestApi api, Random random) {
        for (int i = 0; i < WRITES; i++) {
            String name = "s" + random.nextInt(12);
            String dryRun = random.nextInt(5) == 0 ? "dryRun=All" : "";
            String body = "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":" + spec(random) + "}";
            TestApi.Reply reply = switch (random.nextInt(5)) {
                case 0, 1 -> api.send("POST", SERVICES, dryRun, Map.of(), body);
                case 2, 3 ->
                    api.send(
                            "PATCH",
                            SERVICES + "/" + name,
                            dryRun,
                            Map.of("Content-Type", "application/merge-patch+json"),
                            "{\"spec\":" + spec(random) + "}");
                default -> api.send("DELETE", SERVICES + "/" + name, dryRun, Map.of(), "");
            };
            assertTrue(Set.of(200, 201, 404, 409, 422, 500).contains(reply.status()), reply.text());
            boolean full =
                    reply.text().contains("range is full") || reply.text().contains("HealthCheck NodePort");
            assertTrue(reply.status() != 500 || full, reply.text());
        }
    }

    private static String spec(Random random) {
        String type =
                List.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName").get(random.nextInt(4));
        String policy = List.of("SingleStack", "PreferDualStack").get(random.nextInt(2));
        StringBuilder spec = new StringBuilder("{\"type\":\"" + type + "\",\"ports\":[{\"name\":\"a\",\"port\":80");
        if (type.equals("NodePort") && random.nextInt(3) == 0) {
            spec.append(",\"nodePort\":").append(30_000 + random.nextInt(4));
        }
        spec.append("},{\"name\":\"b\",\"port\":80,\"protocol\":\"UDP\"}]");
        if (type.equals("ExternalName")) {
            spec.append(",\"externalName\":\"a.example.com\"");
        } else if (random.nextInt(3) == 0) {
            spec.append(",\"ipFamilyPolicy\":\"").append(policy).append('"');
        }
        if (type.equals("LoadBalancer")) {
            spec.append(",\"externalTrafficPolicy\":\"Local\",\"allocateLoadBalancerNodePorts\":")
                    .append(random.nextBoolean());
        }
        return spec.append('}').toString();
    }

    private static List<JsonObject> services(TestApi api) {
        return api.get(SERVICES).json().array("items").objects();
    }

    private static Set<String> taken(TestApi api) {
        return api.get("/apis/networking.k8s.io/v1/ipaddresses").json().array("items").objects().stream()
                .map(item -> item.object("metadata").string("name") + " "
                        + item.object("spec").object("parentRef").string("name"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> ports(TestApi api) {
        return api.stored("/registry/nodeports/");
    }

    private static void check(TestApi api, String when) {
        Set<String> addresses = new TreeSet<>();
        Set<String> ports = new TreeSet<>();
        for (JsonObject service : services(api)) {
            String name = service.object("metadata").string("name");
            JsonObject spec = service.object("spec");
            spec.array("clusterIPs").strings().forEach(address -> addresses.add(address + " " + name));
            Set<Long> own = new TreeSet<>();
            spec.array("ports").objects().forEach(port -> own.add(port.number("nodePort", 0)));
            own.add(spec.number("healthCheckNodePort", 0));
            own.remove(0L);
            own.forEach(port -> assertTrue(ports.add("/registry/nodeports/" + port), port + " is held twice, " + when));
        }
        assertEquals(addresses, taken(api), when);
        assertEquals(ports, ports(api), when);
    }
}
