package dev.leme.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.api.yaml.Yaml;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.ListOptions;
import dev.leme.client.WatchEvent;
import dev.leme.client.WatchStream;
import dev.leme.client.http.HttpTransport;
import dev.leme.client.http.Kubeconfig;
import dev.leme.client.informer.Informers;
import dev.leme.dns.zone.Zone;
import dev.leme.dns.zone.ZoneUpdater;
import dev.leme.junit.LemeCluster;
import dev.leme.testkit.await.Await;
import dev.leme.tests.machine.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Follows one StatefulSet through the house, as ARCHITECTURE.md tells it: from a client's POST over HTTPS to the pods'
 * names. Every step of it is seen through a watch that began before the POST.
 */
@Timeout(600)
class StatefulSetFlowTest {

    private static final String NAMESPACE = "default";
    private static LemeCluster cluster;
    private static HttpTransport transport;
    private static ApiClient client;

    @BeforeAll
    static void aCluster() throws IOException, InterruptedException {
        cluster = LemeCluster.start();
        transport = new HttpTransport(Kubeconfig.read(cluster.kubeconfig()));
        client = new ApiClient(transport, "flow");
    }

    @AfterAll
    static void gone() throws IOException {
        if (transport != null) {
            transport.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void statefulSet_posted_goesThroughTheHouse() throws IOException, InterruptedException {
        ApiObject service = client.create(Resources.SERVICES, manifest("nginx-headless-service.yaml"));
        try (Follower sets = new Follower(Resources.STATEFUL_SETS, service.resourceVersion());
                Follower revisions = new Follower(Resources.CONTROLLER_REVISIONS, service.resourceVersion());
                Follower claims = new Follower(Resources.PERSISTENT_VOLUME_CLAIMS, service.resourceVersion());
                Follower pods = new Follower(Resources.PODS, service.resourceVersion());
                Follower slices = new Follower(Resources.ENDPOINT_SLICES, service.resourceVersion());
                NamesOfServices names = new NamesOfServices()) {
            ApiObject posted = client.create(Resources.STATEFUL_SETS, manifest("nginx-statefulset.yaml"));

            ApiObject stored = sets.await("nginx", object -> true);
            assertEquals(posted.resourceVersion(), stored.resourceVersion(), "answered and watched: one revision");
            assertEquals("RollingUpdate", stored.spec().object("updateStrategy").string("type"), "defaulted");

            ApiObject revision = revisions.await("", object -> object.isControlledBy(posted));
            ApiObject claim = claims.await("www-nginx-0", object -> true);
            ApiObject created = pods.await("nginx-0", object -> true);
            assertTrue(created.isControlledBy(posted));
            assertEquals(revision.name(), created.labels().get("controller-revision-hash"));
            assertTrue(version(claim) < version(created), "the claim is there before its pod");

            ApiObject bound = pods.await(
                    "nginx-0", object -> !object.spec().string("nodeName").isEmpty());
            assertEquals("leme", bound.spec().string("nodeName"), "the scheduler bound it");
            ApiObject boundClaim = claims.await("www-nginx-0", StatefulSetFlowTest::isBound);

            ApiObject ready = pods.await("nginx-0", StatefulSetFlowTest::isReady);
            assertTrue(version(boundClaim) < version(ready), "the volume is there before the pod runs");
            ApiObject next = pods.await("nginx-1", object -> true);
            assertTrue(version(ready) < version(next), "the ready pod woke its owner, which made the next");

            String address = ready.status().string("podIP");
            slices.await("", slice -> hasEndpoint(slice, "nginx-0", address));
            names.await("nginx-0.nginx.default.svc.cluster.local", address);

            sets.await("nginx", object -> object.status().number("readyReplicas", 0) == 3);
        }
    }

    private static ApiObject manifest(String name) throws IOException {
        String text = Files.readString(Project.root().resolve("examples/day-7").resolve(name));
        return ApiObject.of(Yaml.documents(text).getFirst())
                .withMetadata(metadata -> metadata.with("namespace", NAMESPACE));
    }

    private static long version(ApiObject object) {
        return Long.parseLong(object.resourceVersion());
    }

    private static boolean isBound(ApiObject claim) {
        return claim.status().string("phase").equals("Bound");
    }

    private static boolean isReady(ApiObject pod) {
        return pod.status().array("conditions").objects().stream()
                .anyMatch(condition -> condition.string("type").equals("Ready")
                        && condition.string("status").equals("True"));
    }

    private static boolean hasEndpoint(ApiObject slice, String pod, String address) {
        return slice.labels().getOrDefault("kubernetes.io/service-name", "").equals("nginx")
                && slice.json().array("endpoints").objects().stream()
                        .anyMatch(endpoint ->
                                endpoint.object("targetRef").string("name").equals(pod)
                                        && endpoint.array("addresses").strings().contains(address));
    }

    /** All events of one resource, over HTTPS, from one revision on. */
    private static final class Follower implements AutoCloseable {

        private final WatchStream events;

        Follower(Resource resource, String from) {
            this.events = client.watch(resource, NAMESPACE, ListOptions.ALL.withResourceVersion(from));
        }

        /** The first object from here on that has the name (any, when empty) and is as wanted. */
        ApiObject await(String name, Predicate<ApiObject> wanted) throws InterruptedException {
            while (true) {
                WatchEvent event = events.next();
                assertNotNull(event, "the watch ended");
                assertFalse(event.type() == WatchEvent.Type.ERROR, event.object()::toString);
                ApiObject object = event.object();
                if (event.type() != WatchEvent.Type.BOOKMARK
                        && (name.isEmpty() || object.name().equals(name))
                        && wanted.test(object)) {
                    return object;
                }
            }
        }

        @Override
        public void close() {
            events.close();
        }
    }

    /** The zone that the DNS server answers from, filled by the same updater over the same API. */
    private static final class NamesOfServices implements AutoCloseable {

        private final Informers informers = new Informers(client, Clock.system());
        private final ZoneUpdater zone = new ZoneUpdater(Zone.of("cluster.local"), informers);

        NamesOfServices() {
            informers.start();
        }

        void await(String name, String address) {
            Await.until(
                    name + " is " + address,
                    () -> zone.get().dump().stream().anyMatch(line -> line.startsWith(name) && line.contains(address)));
        }

        @Override
        public void close() {
            informers.close();
        }
    }
}
