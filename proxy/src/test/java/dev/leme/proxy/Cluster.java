package dev.leme.proxy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.core.v1.Service;
import dev.leme.api.discovery.v1.EndpointSlice;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.event.EventRecorder;
import dev.leme.client.informer.Informers;
import dev.leme.testkit.api.FakeApi;
import dev.leme.testkit.await.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/** A fake API, nodes in namespaces of their own, servers in all pods, and on each node a proxy that makes the rules: real packets. */
final class Cluster implements AutoCloseable {

    final TestNetwork network;
    private final Clock clock;
    final ApiClient client = new FakeApi(Clock.system()).client("test");
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<String, ServiceProxy> proxies = new LinkedHashMap<>();

    Cluster(TestNetwork.Wiring wiring) throws Exception {
        this(wiring, Clock.system());
    }

    /** The proxies have another clock than the rest. */
    Cluster(TestNetwork.Wiring wiring, Clock clock) throws Exception {
        this.clock = clock;
        Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root")
                        && Files.exists(Path.of("/proc/sys/net/ipv4/ip_forward")),
                "needs root");
        network = new TestNetwork(wiring);
        open.push(network);
        try {
            for (String pod : network.pods()) {
                server(pod);
            }
            for (String node : network.nodes().keySet()) {
                start(node);
            }
        } catch (Exception | AssertionError failure) {
            close();
            throw failure;
        }
    }

    void server(String address) throws Exception {
        open.push(new EchoServer(network, address, 8080));
    }

    /** The proxy of the first node. */
    ServiceProxy proxy() {
        return proxies.values().iterator().next();
    }

    /** Ends the first node's proxy and begins with a new one. */
    void restart() throws InterruptedException {
        proxy().close();
        start(proxies.keySet().iterator().next());
    }

    private void start(String node) throws InterruptedException {
        ProxySettings settings = Objects.requireNonNull(network.nodes().get(node));
        Informers informers = new Informers(client, Clock.system());
        EventRecorder events = new EventRecorder(client, Clock.system(), "kube-proxy");
        ServiceProxy started = new ServiceProxy(
                settings, informers, events, clock, network.at(node).threads());
        List.of(events, informers, started).forEach(open::push);
        informers.start();
        started.start();
        assertTrue(started.synced(Duration.ofSeconds(60)));
        proxies.put(node, started);
    }

    void publish(Service service, EndpointSlice... slices) {
        ApiObject created = client.create(Resources.SERVICES, service.object());
        if (!service.status().json().isEmpty()) {
            client.updateStatus(
                    Resources.SERVICES, created.withStatus(service.status().json()));
        }
        for (EndpointSlice slice : slices) {
            client.create(Resources.ENDPOINT_SLICES, slice.object());
        }
    }

    /** Gives a slice other endpoints. */
    void change(EndpointSlice slice) {
        ApiObject before = client.get(
                Resources.ENDPOINT_SLICES, "default", slice.metadata().name());
        client.update(
                Resources.ENDPOINT_SLICES, before.with("endpoints", slice.json().array("endpoints")));
    }

    /** Waits until the first node has it. */
    void awaitRule(String part) {
        Await.until("rule " + part, () -> proxy().text().contains(part));
    }

    void awaitRule(String node, String part) {
        Await.until(
                "rule " + part + " at " + node,
                () -> Objects.requireNonNull(proxies.get(node)).text().contains(part));
    }

    void awaitNoRule(String part) {
        Await.until("no rule " + part, () -> !proxy().text().contains(part));
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
    }
}
