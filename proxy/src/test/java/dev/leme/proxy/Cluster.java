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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A fake API, a node in namespaces of its own, servers in both pods, and a proxy that makes the rules: real packets. */
final class Cluster implements AutoCloseable {

    final TestNode network;
    final ApiClient client = new FakeApi(Clock.system()).client("test");
    private final List<AutoCloseable> open = new ArrayList<>();
    private ServiceProxy proxy;

    Cluster() throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root")
                        && Files.exists(Path.of("/proc/sys/net/ipv4/ip_forward")),
                "needs root");
        network = new TestNode();
        open.add(network);
        server(TestNode.POD_A);
        server(TestNode.POD_B);
        proxy = startProxy();
    }

    void server(String address) throws Exception {
        open.add(new EchoServer(network, address, 8080));
    }

    ServiceProxy proxy() {
        return proxy;
    }

    /** Ends the proxy and begins with a new one. */
    void restart() throws InterruptedException {
        proxy.close();
        proxy = startProxy();
    }

    private ServiceProxy startProxy() throws InterruptedException {
        Informers informers = new Informers(client, Clock.system());
        EventRecorder events = new EventRecorder(client, Clock.system(), "kube-proxy");
        ServiceProxy started = new ServiceProxy(
                TestNode.settings(true),
                informers,
                events,
                Clock.system(),
                network.node().threads());
        open.addAll(List.of(events, informers, started));
        informers.start();
        started.start();
        assertTrue(started.synced(Duration.ofSeconds(10)));
        return started;
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

    void awaitRule(String part) {
        Await.until("rule " + part, () -> proxy.text().contains(part));
    }

    void awaitNoRule(String part) {
        Await.until("no rule " + part, () -> !proxy.text().contains(part));
    }

    @Override
    public void close() {
        for (AutoCloseable one : open.reversed()) {
            try {
                one.close();
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
    }
}
