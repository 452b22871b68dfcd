package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.address.AddressRange;
import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.client.ApiClient;
import dev.leme.client.ApiRequest;
import dev.leme.client.ApiResponse;
import dev.leme.client.DeleteOptions;
import dev.leme.client.Transport;
import dev.leme.client.TransportException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a writer of Services may believe of a server that is killed again and again: each writer has names of its own, so that it
 * knows what each must be; addresses and ports all writers want at the same time.
 */
final class ServiceLives {

    /** So few that the writers need nearly all. */
    static final String RANGE = "10.43.0.0/27";

    private static final int FIRST_PORT = 30_000;
    private static final int LAST_PORT = 32_767;
    private static final int NAMES = 5;
    private static final String DRY = "dryRun=All";
    private static final String MARK = "test.leme.dev/write";

    /** The spec of what a name must be by its last answer; without an entry it must not be there. */
    private final Map<String, JsonObject> answered = new ConcurrentHashMap<>();

    /** The write of each writer that got no answer. */
    private final Map<Integer, Attempt> unanswered = new ConcurrentHashMap<>();

    /** @param mark what the Service bears once it is written; empty for a deletion */
    private record Attempt(String name, String mark, ApiRequest request) {}

    private final long seed;

    ServiceLives(long seed) {
        this.seed = seed;
    }

    /** Writes until the server is gone, what had no answer first once more; {@code written} runs after each answer. */
    void write(Transport transport, int life, int writer, Runnable written) {
        Random random = new Random(seed + 1_000L * life + writer);
        Attempt again = unanswered.get(writer);
        try {
            for (int number = 0; ; number++) {
                Attempt attempt = again == null ? attempt(random, life, writer, number) : again;
                unanswered.put(writer, attempt);
                ApiResponse response = transport.send(attempt.request());
                check(response);
                remember(attempt, response);
                unanswered.remove(writer);
                again = null;
                written.run();
            }
        } catch (TransportException died) {
            // As it was meant to; what was last tried stays among the unanswered.
        }
    }

    private static Attempt attempt(Random random, int life, int writer, int number) {
        String name = "s" + writer + "-" + random.nextInt(NAMES);
        String mark = life + "." + writer + "." + number;
        String path = Resources.SERVICES.path("default", name);
        JsonObject body = JsonObject.EMPTY
                .with(
                        "metadata",
                        JsonObject.EMPTY.with("name", name).with("annotations", JsonObject.EMPTY.with(MARK, mark)))
                .with("spec", Json.parse(spec(random)));
        ApiRequest request = switch (random.nextInt(5)) {
            case 0, 1 ->
                ApiRequest.of("POST", Resources.SERVICES.path("default"))
                        .withBody("application/json", Json.bytes(body));
            case 2, 3 -> ApiRequest.of("PATCH", path).withBody("application/merge-patch+json", Json.bytes(body));
            default -> ApiRequest.of("DELETE", path);
        };
        boolean dry = random.nextInt(5) == 0;
        return new Attempt(name, request.method().equals("DELETE") ? "" : mark, dry ? request.withQuery(DRY) : request);
    }

    private void remember(Attempt attempt, ApiResponse response) {
        if (!response.isSuccess() || attempt.request().query().equals(DRY)) {
            return;
        }
        if (attempt.mark().isEmpty()) {
            answered.remove(attempt.name());
        } else {
            answered.put(attempt.name(), response.json().object("spec"));
        }
    }

    /** What may be answered to such writers, and nothing else. */
    private static void check(ApiResponse response) {
        String text = new String(response.body(), StandardCharsets.UTF_8);
        assertTrue(Set.of(200, 201, 404, 409, 422, 500).contains(response.status()), text);
        boolean full = text.contains("range is full") || text.contains("HealthCheck NodePort");
        assertTrue(response.status() != 500 || full, text);
    }

    private static String spec(Random random) {
        String type = List.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName", "Headless")
                .get(random.nextInt(5));
        StringBuilder spec = new StringBuilder("{\"ports\":[{\"name\":\"a\",\"port\":80");
        if (type.equals("NodePort") && random.nextInt(3) == 0) {
            spec.append(",\"nodePort\":").append(FIRST_PORT + random.nextInt(6));
        }
        spec.append("},{\"name\":\"b\",\"port\":80,\"protocol\":\"UDP\"}]");
        switch (type) {
            case "ExternalName" -> spec.append(",\"externalName\":\"a.example.com\"");
            case "Headless" -> spec.append(",\"clusterIP\":\"None\"");
            case "LoadBalancer" ->
                spec.append(",\"externalTrafficPolicy\":\"Local\",\"allocateLoadBalancerNodePorts\":")
                        .append(random.nextBoolean());
            default -> {
                if (random.nextInt(3) == 0) {
                    spec.append(",\"clusterIP\":\"10.43.0.")
                            .append(2 + random.nextInt(6))
                            .append('"');
                }
            }
        }
        String written = type.equals("Headless") ? "ClusterIP" : type;
        return spec.append(",\"type\":\"").append(written).append("\"}").toString();
    }

    /** Compares what the server has with what it answered, and its allocations with its Services. */
    void compare(ApiClient client, String when) {
        Map<String, ApiObject> found = client.list(Resources.SERVICES, "default").stream()
                .filter(service -> service.name().matches("s[0-9]+-[0-9]+"))
                .collect(Collectors.toMap(ApiObject::name, Function.identity()));
        settle(found);
        Map<String, JsonObject> specs = new TreeMap<>();
        found.forEach((name, service) -> specs.put(name, service.spec()));
        assertEquals(new TreeMap<>(answered), specs, when);
        assertEquals(held(client, when), taken(client), when);
    }

    /** A write without an answer was made wholly or not at all: what is found then is what its writer goes on from. */
    private void settle(Map<String, ApiObject> found) {
        for (Attempt attempt : unanswered.values()) {
            ApiObject service = found.get(attempt.name());
            if (attempt.request().query().equals(DRY)) {
                continue;
            }
            if (service == null && attempt.mark().isEmpty()) {
                answered.remove(attempt.name());
            } else if (service != null
                    && attempt.mark().equals(service.annotations().get(MARK))) {
                answered.put(attempt.name(), service.spec());
            }
        }
    }

    /** The addresses of all Services with their holders; no port is held twice. */
    private static Set<String> held(ApiClient client, String when) {
        Set<String> addresses = new TreeSet<>();
        Set<Long> ports = new TreeSet<>();
        for (ApiObject service : client.list(Resources.SERVICES, "")) {
            service.spec().array("clusterIPs").strings().stream()
                    .filter(address -> !address.equals("None"))
                    .forEach(address -> assertTrue(
                            addresses.add(address + " " + service.name()), address + " is held twice, " + when));
            Set<Long> own = new TreeSet<>();
            service.spec().array("ports").objects().forEach(port -> own.add(port.number("nodePort", 0)));
            own.add(service.spec().number("healthCheckNodePort", 0));
            own.remove(0L);
            own.forEach(port -> assertTrue(ports.add(port), port + " is held twice, " + when));
        }
        return addresses;
    }

    private static Set<String> taken(ApiClient client) {
        return client.list(Resources.IP_ADDRESSES, "").stream()
                .map(address -> address.name() + " "
                        + address.spec().object("parentRef").string("name"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Deletes what is left, and takes every address and every port that there is: none was lost. */
    void takeAll(ApiClient client) {
        for (String name : answered.keySet()) {
            client.delete(Resources.SERVICES, "default", name, DeleteOptions.DEFAULT);
        }
        Set<String> taken = taken(client).stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .collect(Collectors.toSet());
        AddressRange range = AddressRange.parse(RANGE);
        List<String> free = IntStream.range(1, (int) range.end())
                .mapToObj(range::address)
                .filter(address -> !taken.contains(address))
                .toList();
        List<Integer> ports =
                IntStream.rangeClosed(FIRST_PORT, LAST_PORT).boxed().toList();
        int share = ports.size() / free.size() + 1;
        for (int i = 0; i < free.size(); i++) {
            List<Integer> own =
                    ports.subList(Math.min(i * share, ports.size()), Math.min((i + 1) * share, ports.size()));
            client.create(Resources.SERVICES, all("all-" + i, free.get(i), own));
        }
        assertEquals(ports.size(), ports(client), "ports given out");
        assertEquals((int) range.end() - 1, taken(client).size(), "addresses given out");
    }

    private static int ports(ApiClient client) {
        return client.list(Resources.SERVICES, "default").stream()
                .mapToInt(service -> (int) service.spec().array("ports").objects().stream()
                        .filter(port -> port.number("nodePort", 0) > 0)
                        .count())
                .sum();
    }

    private static ApiObject all(String name, String address, List<Integer> ports) {
        List<String> written = new ArrayList<>();
        for (int port : ports) {
            written.add("{\"name\":\"p" + port + "\",\"port\":" + port + ",\"nodePort\":" + port + "}");
        }
        if (written.isEmpty()) {
            written.add("{\"port\":80}");
        }
        String type = ports.isEmpty() ? "ClusterIP" : "NodePort";
        Resource services = Resources.SERVICES;
        return ApiObject.of(JsonObject.EMPTY
                .with("apiVersion", services.version())
                .with("kind", services.kind())
                .with("metadata", JsonObject.EMPTY.with("name", name).with("namespace", "default"))
                .with(
                        "spec",
                        Json.parse("{\"type\":\"" + type + "\",\"clusterIP\":\"" + address + "\",\"ports\":["
                                + String.join(",", written) + "]}")));
    }

    /** How many Services the writers know of. */
    int size() {
        return answered.size();
    }
}
