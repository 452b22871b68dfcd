package dev.leme.controllers.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.DeleteOptions;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.rootca.RootCaController;
import dev.leme.controllers.serviceaccount.ServiceAccountController;
import dev.leme.testkit.await.Await;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every namespace gets, and how it goes. */
class NamespaceControllerTest {

    private static TestCluster cluster() {
        TestCluster cluster = new TestCluster(true, ServiceAccountController::start, RootCaController::start);
        cluster.api.serving(
                Resources.CONFIG_MAPS,
                Resources.SECRETS,
                Resources.PODS,
                Resources.SERVICE_ACCOUNTS,
                Resources.CUSTOM_RESOURCE_DEFINITIONS);
        cluster.with(NamespaceController::start);
        cluster.create(Resources.NAMESPACES, "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'default'}}");
        return cluster;
    }

    @Test
    void namespace_created_getsAccountAndCertificate() {
        try (TestCluster cluster = cluster()) {
            Await.value("the account", () -> cluster.find(Resources.SERVICE_ACCOUNTS, "default"));
            ApiObject map = Await.value("the map", () -> cluster.find(Resources.CONFIG_MAPS, "kube-root-ca.crt"));
            assertEquals("the CA", map.json().object("data").string("ca.crt"));
            cluster.client.delete(Resources.CONFIG_MAPS, "default", "kube-root-ca.crt", DeleteOptions.DEFAULT);
            Await.until("another map", () -> {
                ApiObject now = cluster.find(Resources.CONFIG_MAPS, "kube-root-ca.crt");
                return now != null && !now.uid().equals(map.uid());
            });
        }
    }

    @Test
    void namespace_deleted_isEmptiedAndGone() {
        try (TestCluster cluster = cluster()) {
            cluster.create(
                    Resources.PODS,
                    "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'a','namespace':'default'},'spec':{'terminationGracePeriodSeconds':30,'containers':[]}}");
            cluster.create(
                    Resources.SECRETS,
                    "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s','namespace':'default'}}");
            cluster.client.delete(Resources.NAMESPACES, "", "default", DeleteOptions.DEFAULT);
            Await.until(
                    "the namespace is gone", () -> cluster.client.find(Resources.NAMESPACES, "", "default") == null);
            assertNull(cluster.find(Resources.PODS, "a"));
            assertNull(cluster.find(Resources.SECRETS, "s"));
        }
    }

    @Test
    void namespace_withAHeldObject_saysSoAndWaits() {
        try (TestCluster cluster = cluster()) {
            ApiObject held = cluster.create(
                    Resources.SECRETS,
                    "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s','namespace':'default','finalizers':['x/y']}}");
            cluster.client.delete(Resources.NAMESPACES, "", "default", DeleteOptions.DEFAULT);
            Await.until(
                    "it says so",
                    () -> cluster.client
                            .get(Resources.NAMESPACES, "", "default")
                            .status()
                            .toString()
                            .contains(
                                    "Some content in the namespace has finalizers remaining: x/y in 1 resource instances"));
            assertNotNull(cluster.find(Resources.SECRETS, "s"));
            ApiObject now = cluster.client.get(Resources.SECRETS, "default", held.name());
            cluster.client.update(Resources.SECRETS, now.withFinalizers(List.of()));
            Await.until(
                    "the namespace is gone", () -> cluster.client.find(Resources.NAMESPACES, "", "default") == null);
        }
    }

    private static boolean isGone(TestCluster cluster) {
        return cluster.client.find(Resources.NAMESPACES, "", "default") == null;
    }

    @Test
    void namespace_withAPodThatTakesItsTime_keepsTheRestUntilThen() {
        try (TestCluster cluster = cluster()) {
            cluster.create(Resources.PODS, """
                    {'apiVersion':'v1','kind':'Pod','metadata':{'name':'a','namespace':'default'},
                     'spec':{'nodeName':'elsewhere','terminationGracePeriodSeconds':30,'containers':[]}}
                    """);
            cluster.create(
                    Resources.SECRETS,
                    "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s','namespace':'default'}}");
            cluster.client.delete(Resources.NAMESPACES, "", "default", DeleteOptions.DEFAULT);
            Await.until(
                    "it says so",
                    () -> cluster.client
                            .get(Resources.NAMESPACES, "", "default")
                            .status()
                            .toString()
                            .contains("Some resources are remaining: pods. has 1 resource instances"));
            assertNotNull(cluster.find(Resources.SECRETS, "s"));
            cluster.client.delete(Resources.PODS, "default", "a", DeleteOptions.DEFAULT.withGracePeriod(0));
            Await.until("the namespace is gone", () -> isGone(cluster));
        }
    }

    @Test
    void namespace_deletedBeforeTheControllerStarts_goes() {
        try (TestCluster cluster = new TestCluster(true)) {
            cluster.api.serving(Resources.CONFIG_MAPS, Resources.SECRETS, Resources.PODS);
            cluster.create(
                    Resources.NAMESPACES, "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'default'}}");
            cluster.client.delete(Resources.NAMESPACES, "", "default", DeleteOptions.DEFAULT);
            cluster.with(NamespaceController::start);
            Await.until("the namespace is gone", () -> isGone(cluster));
        }
    }

    @Test
    void namespaceWithAnotherFinalizer_isEmptiedButStays() {
        try (TestCluster cluster = cluster()) {
            ApiObject namespace = cluster.client.get(Resources.NAMESPACES, "", "default");
            cluster.client.update(Resources.NAMESPACES, namespace.withFinalizers(List.of("example.com/hold")));
            cluster.client.delete(Resources.NAMESPACES, "", "default", DeleteOptions.DEFAULT);
            ApiObject left = Await.value("only the other finalizer is left", () -> {
                ApiObject now = cluster.client.get(Resources.NAMESPACES, "", "default");
                return now.spec().array("finalizers").isEmpty() ? now : null;
            });
            assertEquals(List.of("example.com/hold"), left.finalizers());
            assertEquals(List.of(), cluster.names(Resources.CONFIG_MAPS));
            cluster.client.update(Resources.NAMESPACES, left.withFinalizers(List.of()));
            assertNull(cluster.client.find(Resources.NAMESPACES, "", "default"));
        }
    }
}
