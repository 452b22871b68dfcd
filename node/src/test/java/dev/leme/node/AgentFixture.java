package dev.leme.node;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.DeleteOptions;
import dev.leme.client.informer.Informers;
import dev.leme.node.runtime.ContainerRuntime;
import dev.leme.node.runtime.simulated.SimulatedRuntime;
import dev.leme.testkit.api.FakeApi;
import dev.leme.testkit.api.Faults;
import dev.leme.testkit.await.Await;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node agent with an API in memory, and a runtime that the test chooses. */
final class AgentFixture<R extends ContainerRuntime> implements AutoCloseable {
    final FakeApi api;
    final ApiClient client;
    final R runtime;
    private final String cgroupRoot;
    private final Clock clock;
    private final Path home;
    private Informers informers;
    private NodeAgent agent;

    static AgentFixture<SimulatedRuntime> simulated(Clock clock, Path home) throws InterruptedException {
        return new AgentFixture<>(new SimulatedRuntime(clock, "10.42.0.0/24"), clock, home, "");
    }

    AgentFixture(R runtime, Clock clock, Path home, String cgroupRoot) throws InterruptedException {
        this(runtime, clock, home, cgroupRoot, Faults.NONE);
    }

    AgentFixture(R runtime, Clock clock, Path home, String cgroupRoot, Faults faults) throws InterruptedException {
        this.runtime = runtime;
        this.clock = clock;
        this.home = home;
        this.cgroupRoot = cgroupRoot;
        this.api = new FakeApi(clock, faults);
        this.client = api.client("test");
        this.informers = new Informers(client, clock);
        this.agent = start();
    }

    private NodeAgent start() throws InterruptedException {
        NodeConfig config = NodeConfig.named(
                        "leme", List.of("192.168.7.1"), home.resolve("node"), home.resolve("memory"))
                .withDns(List.of("10.43.0.10"), "cluster.local")
                .withCgroupRoot(cgroupRoot);
        NodeAgent started = new NodeAgent(config, runtime, api.client("kubelet"), informers, clock);
        informers.start();
        started.start();
        return started;
    }

    /** As a server that is started again: the runtime and the API go on. */
    void restart() throws InterruptedException {
        stop();
        proceed();
    }

    void stop() {
        agent.close();
        informers.close();
    }

    void proceed() throws InterruptedException {
        informers = new Informers(client, clock);
        agent = start();
    }

    NodeAgent agent() {
        return agent;
    }

    ApiObject create(String json) {
        return client.create(
                Resources.PODS, ApiObject.of(Json.parseObject(json.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
    }

    /** A pod on this node with this {@code spec}, as JSON without its braces. */
    ApiObject pod(String name, String spec) {
        return create("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"default","labels":{"app":"x"}},
                 "spec":{"nodeName":"leme","restartPolicy":"Always","terminationGracePeriodSeconds":30,%s}}
                """.formatted(name, spec));
    }

    @Nullable ApiObject find(String name) {
        return client.find(Resources.PODS, "default", name);
    }

    JsonObject status(String name) {
        ApiObject pod = find(name);
        return pod == null ? JsonObject.EMPTY : pod.status();
    }

    JsonObject container(String pod, String container) {
        for (String list : List.of("containerStatuses", "initContainerStatuses")) {
            for (JsonObject status : status(pod).array(list).objects()) {
                if (status.string("name").equals(container)) {
                    return status;
                }
            }
        }
        return JsonObject.EMPTY;
    }

    String condition(String pod, String type) {
        return status(pod).array("conditions").objects().stream()
                .filter(condition -> condition.string("type").equals(type))
                .map(condition -> condition.string("status"))
                .findFirst()
                .orElse("");
    }

    void awaitReady(String pod) {
        Await.until(pod + " is ready", () -> condition(pod, "Ready").equals("True"));
    }

    void delete(String pod) {
        client.delete(Resources.PODS, "default", pod, DeleteOptions.DEFAULT);
    }

    /** The messages of all events of this reason, in no order. */
    List<String> events(String reason) {
        return client.list(Resources.EVENTS, "").stream()
                .filter(event -> event.json().string("reason").equals(reason))
                .map(event -> event.json().string("message"))
                .toList();
    }

    @Override
    public void close() {
        stop();
        if (runtime instanceof SimulatedRuntime simulated) {
            simulated.checkInvariants();
        }
        api.checkInvariants();
    }
}
