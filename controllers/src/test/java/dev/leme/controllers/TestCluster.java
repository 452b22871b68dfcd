package dev.leme.controllers;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.client.informer.Lister;
import dev.leme.controllers.volume.VolumeDirectories;
import dev.leme.testkit.api.FakeApi;
import dev.leme.testkit.api.Faults;
import dev.leme.testkit.await.Await;
import dev.leme.testkit.node.FakeKubelet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A fake API server with real informers, the controllers under test, and a fake kubelet that binds and runs all pods. */
public final class TestCluster implements AutoCloseable {

    public final FakeApi api;
    public final ApiClient client;
    public final Informers informers;
    public final Set<Path> directories = ConcurrentHashMap.newKeySet();

    /** The room that each of them has, in bytes. */
    public final Map<Path, Long> sizes = new ConcurrentHashMap<>();

    /** Those whose file systems have been told to take it. */
    public final Set<Path> grown = ConcurrentHashMap.newKeySet();

    public final FakeKubelet kubelet;
    private final List<Controller> controllers = new ArrayList<>();
    private final ControllerContext context;

    /** Starts these controllers; {@code kubeletBinds} where there is no scheduler. */
    public TestCluster(boolean kubeletBinds, Controller.Starter... starters) {
        this(Faults.NONE, kubeletBinds, starters);
    }

    /** As the other, with a server that has faults; the test's own {@link #client} meets none. */
    public TestCluster(Faults faults, boolean kubeletBinds, Controller.Starter... starters) {
        this(Clock.system(), faults, kubeletBinds, starters);
    }

    /** As the others, in a time of its own. */
    public TestCluster(Clock clock, Faults faults, boolean kubeletBinds, Controller.Starter... starters) {
        api = new FakeApi(clock, faults);
        client = api.reliableClient("test");
        informers = new Informers(api.client("informers"), clock);
        kubelet = new FakeKubelet(informers, api.client("kubelet"), clock, "n1", kubeletBinds);
        ControllerSettings settings =
                new ControllerSettings("the CA", Path.of("/volumes"), new Directories(), "198.18.0.128/30");
        context = new ControllerContext(api::client, informers, clock, settings);
        for (Controller.Starter starter : starters) {
            controllers.add(starter.start(context));
        }
        informers.start();
    }

    /** A kubelet of one more node, which runs what is meant for that node; its user closes it. */
    public FakeKubelet kubelet(String node) {
        return new FakeKubelet(informers, api.client("kubelet-" + node), context.clock(), node, true);
    }

    /** Starts one more controller, such as one that asks at its start what is served. */
    public TestCluster with(Controller.Starter starter) {
        controllers.add(starter.start(context));
        return this;
    }

    private final class Directories implements VolumeDirectories {
        @Override
        public void create(String node, Path directory, long bytes) {
            directories.add(directory);
            sizes.put(directory, bytes);
        }

        @Override
        public void enlarge(String node, Path directory, long bytes) {
            sizes.put(directory, bytes);
        }

        @Override
        public void grow(String node, Path directory) {
            grown.add(directory);
        }

        @Override
        public void delete(String node, Path directory) {
            directories.remove(directory);
        }
    }

    /** The object that a text in JSON with single quotes spells. */
    public static ApiObject object(String json) {
        return ApiObject.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** The tree that a text in JSON with single quotes spells. */
    public static JsonObject json(String json) {
        return (JsonObject) Json.parse(json.replace('\'', '"'));
    }

    /** Creates an object from JSON with single quotes. */
    public ApiObject create(Resource resource, String json) {
        return client.create(resource, object(json));
    }

    /** The object in the default namespace, or null. */
    public @Nullable ApiObject find(Resource resource, String name) {
        return client.find(resource, resource.namespaced() ? "default" : "", name);
    }

    /** The names of the resource's objects in the default namespace, sorted. */
    public List<String> names(Resource resource) {
        return client.list(resource, resource.namespaced() ? "default" : "").stream()
                .map(ApiObject::name)
                .sorted()
                .toList();
    }

    /** The events on an object, as {@code reason: message}, in the order of their creation. */
    public List<String> events(String name) {
        return client.list(Resources.EVENTS, "default").stream()
                .filter(event ->
                        event.json().object("involvedObject").string("name").equals(name))
                .sorted(Comparator.comparingLong(event -> Long.parseLong(event.resourceVersion())))
                .map(event ->
                        event.json().string("reason") + ": " + event.json().string("message"))
                .toList();
    }

    /** Waits until the controllers' cache shows the object as it is on the server now. */
    public void awaitSeen(Resource resource, String name) {
        String namespace = resource.namespaced() ? "default" : "";
        long wanted = Informer.revision(client.get(resource, namespace, name));
        Lister<ApiObject> seen = informers.metadata(resource).lister();
        Await.until(
                resource.plural() + " " + name + " is seen",
                () -> Informer.revision(seen.find(namespace, name)) >= wanted);
    }

    /** Waits until a number in the object's status is {@code value}. */
    public ApiObject awaitStatus(Resource resource, String name, String field, long value) {
        return Await.value(resource.plural() + " " + name + " with status." + field + " " + value, () -> {
            ApiObject object = find(resource, name);
            return object != null && object.status().number(field, 0) == value ? object : null;
        });
    }

    @Override
    public void close() {
        controllers.forEach(Controller::close);
        kubelet.close();
        informers.close();
        api.checkInvariants();
    }
}
