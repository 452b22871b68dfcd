package dev.leme.controllers.serviceloadbalancer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.core.v1.Service;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.DeleteOptions;
import dev.leme.controllers.TestCluster;
import dev.leme.testkit.await.Await;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Addresses come and go, from end to end against the fake API server; the pool has two. */
class ServiceLoadBalancerControllerTest {

    private static TestCluster cluster() {
        return new TestCluster(true, ServiceLoadBalancerController::start);
    }

    private static void balancer(TestCluster cluster, String name, String more) {
        cluster.create(Resources.SERVICES, """
                {'apiVersion':'v1','kind':'Service','metadata':{'name':'%s','namespace':'default'},'spec':{
                 'type':'LoadBalancer','ports':[{'port':80,'protocol':'TCP'}]%s}}
                """.formatted(name, more));
    }

    private static List<String> addresses(TestCluster cluster, String name) {
        ApiObject service = cluster.find(Resources.SERVICES, name);
        return service == null ? List.of() : LoadBalancerReconciler.addresses(service);
    }

    private static void awaitAddress(TestCluster cluster, String name, String... addresses) {
        Await.until(
                name + " at " + List.of(addresses),
                () -> addresses(cluster, name).equals(List.of(addresses)));
    }

    /** In any order: what the watch tells and what the worker tells come from two threads. */
    private static void awaitEvents(TestCluster cluster, String name, String... events) {
        Await.until(
                "events " + List.of(events) + " of " + name,
                () -> Set.copyOf(cluster.events(name)).equals(Set.of(events)));
    }

    private static void change(TestCluster cluster, String name, UnaryOperator<JsonObject> change) {
        ApiObject service = cluster.client.get(Resources.SERVICES, "default", name);
        cluster.client.update(Resources.SERVICES, service.with("spec", change.apply(service.spec())));
    }

    @Test
    void balancers_onOnePort_haveAnAddressEach() {
        try (TestCluster cluster = cluster()) {
            balancer(cluster, "one", "");
            awaitAddress(cluster, "one", "198.18.0.129");
            balancer(cluster, "two", "");
            awaitAddress(cluster, "two", "198.18.0.130");
            Service one = Service.of(cluster.client.get(Resources.SERVICES, "default", "one"));
            assertEquals(
                    TestCluster.json("{'ip':'198.18.0.129','ipMode':'VIP','ports':[{'port':80,'protocol':'TCP'}]}"),
                    one.status().loadBalancer().ingress().getFirst().json());
            assertEquals(List.of(LoadBalancerPlanner.FINALIZER), one.object().finalizers());
            awaitEvents(
                    cluster,
                    "one",
                    "EnsuringLoadBalancer: Ensuring load balancer",
                    "EnsuredLoadBalancer: Ensured load balancer");
        }
    }

    @Test
    void pool_usedUp_anEventSaysSo_andTheNextFreeAddressIsGiven() {
        try (TestCluster cluster = cluster()) {
            balancer(cluster, "one", "");
            awaitAddress(cluster, "one", "198.18.0.129");
            balancer(cluster, "two", "");
            awaitAddress(cluster, "two", "198.18.0.130");
            balancer(cluster, "three", "");
            awaitEvents(
                    cluster,
                    "three",
                    "SyncLoadBalancerFailed: Error syncing load balancer: failed to ensure load balancer:"
                            + " the pool 198.18.0.128/30 has no address left");
            cluster.client.delete(Resources.SERVICES, "default", "one", DeleteOptions.DEFAULT);
            awaitAddress(cluster, "three", "198.18.0.129");
            assertEquals(List.of("three", "two"), cluster.names(Resources.SERVICES), "its finalizer is gone");
        }
    }

    @Test
    void type_changedThereAndBack_addressGoesAndComes() {
        try (TestCluster cluster = cluster()) {
            balancer(cluster, "web", "");
            awaitAddress(cluster, "web", "198.18.0.129");
            change(cluster, "web", spec -> spec.with("type", "NodePort"));
            awaitAddress(cluster, "web");
            Await.until(
                    "no finalizer",
                    () -> cluster.client
                            .get(Resources.SERVICES, "default", "web")
                            .finalizers()
                            .isEmpty());
            awaitEvents(
                    cluster,
                    "web",
                    "EnsuringLoadBalancer: Ensuring load balancer",
                    "EnsuredLoadBalancer: Ensured load balancer",
                    "Type: LoadBalancer -> NodePort",
                    "DeletingLoadBalancer: Deleting load balancer",
                    "DeletedLoadBalancer: Deleted load balancer");
            change(cluster, "web", spec -> spec.with("type", "LoadBalancer"));
            awaitAddress(cluster, "web", "198.18.0.129");
            Await.until("the way back told", () -> cluster.events("web").contains("Type: NodePort -> LoadBalancer"));
        }
    }

    @Test
    void ports_changed_theStatusFollows_theAddressStays() {
        try (TestCluster cluster = cluster()) {
            balancer(cluster, "web", "");
            awaitAddress(cluster, "web", "198.18.0.129");
            change(
                    cluster,
                    "web",
                    spec -> spec.with(
                            "ports",
                            TestCluster.json("{'p':[{'port':81,'protocol':'UDP'}]}")
                                    .array("p")));
            Await.until(
                    "port 81",
                    () -> cluster.client
                            .get(Resources.SERVICES, "default", "web")
                            .status()
                            .toString()
                            .contains("81"));
            assertEquals(List.of("198.18.0.129"), addresses(cluster, "web"));
        }
    }

    @Test
    void wishes_areHonouredOrRefused_andForeignClassesLeftAlone() {
        try (TestCluster cluster = cluster()) {
            balancer(cluster, "foreign", ",'loadBalancerClass':'example.com/vip'");
            balancer(cluster, "wished", ",'loadBalancerIP':'198.18.0.130'");
            awaitAddress(cluster, "wished", "198.18.0.130");
            balancer(cluster, "late", ",'loadBalancerIP':'198.18.0.130'");
            awaitEvents(
                    cluster,
                    "late",
                    "SyncLoadBalancerFailed: Error syncing load balancer: failed to ensure load balancer:"
                            + " requested address 198.18.0.130 belongs to another Service");
            balancer(cluster, "outside", ",'loadBalancerIP':'192.0.2.1'");
            awaitEvents(
                    cluster,
                    "outside",
                    "SyncLoadBalancerFailed: Error syncing load balancer: failed to ensure load balancer:"
                            + " requested address 192.0.2.1 is not in the pool 198.18.0.128/30");
            balancer(cluster, "dual", ",'ipFamilies':['IPv6','IPv4']");
            awaitAddress(cluster, "dual", "198.18.0.129");
            ApiObject foreign = cluster.client.get(Resources.SERVICES, "default", "foreign");
            assertEquals(List.of(), foreign.finalizers());
            assertEquals(List.of(), addresses(cluster, "foreign"));
        }
    }
}
