package dev.leme.controllers.garbagecollector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.client.DeleteOptions;
import dev.leme.controllers.TestCluster;
import dev.leme.testkit.await.Await;
import java.util.List;
import org.junit.jupiter.api.Test;

class GarbageCollectorTest {

    private static TestCluster cluster() {
        TestCluster cluster = new TestCluster(true);
        cluster.api.serving(
                Resources.CONFIG_MAPS, Resources.SECRETS, Resources.PODS, Resources.CUSTOM_RESOURCE_DEFINITIONS);
        return cluster.with(GarbageCollector::start);
    }

    private static ApiObject owner(TestCluster cluster) {
        return cluster.create(
                Resources.CONFIG_MAPS,
                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'owner','namespace':'default'}}");
    }

    private static void dependent(TestCluster cluster, String name, String ownerUid, String more) {
        cluster.create(
                Resources.SECRETS,
                """
                {'apiVersion':'v1','kind':'Secret','metadata':{'name':'%s','namespace':'default'%s,'ownerReferences':[
                 {'apiVersion':'v1','kind':'ConfigMap','name':'owner','uid':'%s','blockOwnerDeletion':true}]}}
                """
                        .formatted(name, more, ownerUid));
    }

    private static void delete(TestCluster cluster, String propagation) {
        cluster.client.delete(
                Resources.CONFIG_MAPS, "default", "owner", DeleteOptions.DEFAULT.withPropagation(propagation));
    }

    private static void awaitGone(TestCluster cluster, String name) {
        Await.until(name + " is gone", () -> cluster.find(Resources.SECRETS, name) == null);
    }

    @Test
    void owner_deletedInBackground_dependentsFollow() {
        try (TestCluster cluster = cluster()) {
            dependent(cluster, "a", owner(cluster).uid(), "");
            delete(cluster, "Background");
            awaitGone(cluster, "a");
        }
    }

    @Test
    void dependent_ofAnOwnerThatNeverWas_goes() {
        try (TestCluster cluster = cluster()) {
            owner(cluster);
            dependent(cluster, "a", "no-such-uid", "");
            awaitGone(cluster, "a");
            assertTrue(cluster.find(Resources.CONFIG_MAPS, "owner") != null);
        }
    }

    @Test
    void owner_orphaning_dependentsStayWithoutIt() {
        try (TestCluster cluster = cluster()) {
            dependent(cluster, "a", owner(cluster).uid(), "");
            delete(cluster, "Orphan");
            Await.until("the owner is gone", () -> cluster.find(Resources.CONFIG_MAPS, "owner") == null);
            ApiObject left = cluster.client.get(Resources.SECRETS, "default", "a");
            assertEquals(0, left.ownerReferences().size());
        }
    }

    @Test
    void owner_deletedInForeground_waitsForItsDependents() {
        try (TestCluster cluster = cluster()) {
            dependent(cluster, "a", owner(cluster).uid(), ",'finalizers':['example.com/hold']");
            delete(cluster, "Foreground");
            Await.until("the dependent is being deleted", () -> {
                ApiObject found = cluster.find(Resources.SECRETS, "a");
                return found != null && found.isDeleting();
            });
            assertTrue(cluster.client.get(Resources.CONFIG_MAPS, "default", "owner").isDeleting());
            ApiObject held = cluster.client.get(Resources.SECRETS, "default", "a");
            cluster.client.update(Resources.SECRETS, held.withFinalizers(List.of()));
            Await.until("the owner is gone", () -> cluster.find(Resources.CONFIG_MAPS, "owner") == null);
        }
    }

    @Test
    void dependent_ofTwoOwners_losesTheOneThatIsGone() {
        try (TestCluster cluster = cluster()) {
            String first = owner(cluster).uid();
            ApiObject second = cluster.create(
                    Resources.CONFIG_MAPS,
                    "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'second','namespace':'default'}}");
            cluster.create(
                    Resources.SECRETS,
                    """
                    {'apiVersion':'v1','kind':'Secret','metadata':{'name':'a','namespace':'default','ownerReferences':[
                     {'apiVersion':'v1','kind':'ConfigMap','name':'owner','uid':'%s'},
                     {'apiVersion':'v1','kind':'ConfigMap','name':'second','uid':'%s'}]}}
                    """
                            .formatted(first, second.uid()));
            delete(cluster, "Background");
            Await.until("one owner is left", () -> cluster.client
                            .get(Resources.SECRETS, "default", "a")
                            .ownerReferences()
                            .size()
                    == 1);
        }
    }
}
