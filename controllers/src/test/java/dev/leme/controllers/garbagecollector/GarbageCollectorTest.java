package dev.leme.controllers.garbagecollector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.client.DeleteOptions;
import dev.leme.controllers.TestCluster;
import dev.leme.testkit.await.Await;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GarbageCollectorTest {

    private static final Resource WIDGETS = new Resource("example.com", "v1", "widgets", "Widget", true);

    /** Custom resources' definitions are served only where a test says so, as on a server that has none. */
    private static TestCluster cluster(Resource... more) {
        TestCluster cluster = new TestCluster(true);
        cluster.api.serving(
                Resources.CONFIG_MAPS,
                Resources.SECRETS,
                Resources.PODS,
                Resources.REPLICA_SETS,
                Resources.DEPLOYMENTS,
                Resources.NAMESPACES,
                Resources.CLUSTER_ROLES);
        cluster.api.serving(more);
        return cluster.with(GarbageCollector::start);
    }

    private static ApiObject create(TestCluster cluster, Resource kind, String name, String metadata) {
        String namespace = kind.namespaced() && !metadata.contains("'namespace'") ? "'namespace':'default'," : "";
        return cluster.create(
                kind,
                "{'apiVersion':'%s','kind':'%s','metadata':{%s%s'name':'%s'}}"
                        .formatted(kind.apiVersion(), kind.kind(), namespace, metadata, name));
    }

    private static String ownedBy(ApiObject... owners) {
        StringBuilder references = new StringBuilder();
        for (ApiObject owner : owners) {
            references
                    .append(references.isEmpty() ? "" : ",")
                    .append("{'apiVersion':'%s','kind':'%s','name':'%s','uid':'%s','blockOwnerDeletion':true}"
                            .formatted(owner.apiVersion(), owner.kind(), owner.name(), owner.uid()));
        }
        return "'ownerReferences':[" + references + "],";
    }

    private static ApiObject owner(TestCluster cluster) {
        return create(cluster, Resources.CONFIG_MAPS, "owner", "");
    }

    private static void delete(TestCluster cluster, Resource kind, String name, String propagation) {
        DeleteOptions options = DeleteOptions.DEFAULT.withPropagation(propagation);
        cluster.client.delete(kind, kind.namespaced() ? "default" : "", name, options);
    }

    /** What the collector hasn't seen it can't wait for, and an owner's finalizer goes when no dependent is seen. */
    private static void awaitSeen(TestCluster cluster, Resource kind, String... names) {
        for (String name : names) {
            cluster.awaitSeen(kind, name);
        }
    }

    private static void awaitGone(TestCluster cluster, Resource kind, String name) {
        Await.until(kind.plural() + " " + name + " is gone", () -> cluster.find(kind, name) == null);
    }

    private static void awaitDeleting(TestCluster cluster, Resource kind, String name) {
        Await.until(kind.plural() + " " + name + " is being deleted", () -> {
            ApiObject found = cluster.find(kind, name);
            return found != null && found.isDeleting();
        });
    }

    private static void free(TestCluster cluster, Resource kind, String name) {
        ApiObject held = Objects.requireNonNull(cluster.find(kind, name));
        List<String> kept = held.finalizers().stream()
                .filter(finalizer -> !finalizer.equals("example.com/hold"))
                .toList();
        cluster.client.update(kind, held.withFinalizers(kept));
    }

    @Test
    void owner_deletedInBackground_dependentsFollow() {
        try (TestCluster cluster = cluster()) {
            ApiObject deployment = create(cluster, Resources.DEPLOYMENTS, "d", "");
            ApiObject set = create(cluster, Resources.REPLICA_SETS, "r", ownedBy(deployment));
            for (int i = 0; i < 50; i++) {
                create(cluster, Resources.PODS, "p" + i, ownedBy(set));
            }
            delete(cluster, Resources.DEPLOYMENTS, "d", "Background");
            awaitGone(cluster, Resources.REPLICA_SETS, "r");
            Await.until("no pods", () -> cluster.names(Resources.PODS).isEmpty());
        }
    }

    @Test
    void owner_goneBeforeTheCollectorStarts_dependentsFollow() {
        try (TestCluster cluster = new TestCluster(true)) {
            cluster.api.serving(Resources.CONFIG_MAPS, Resources.SECRETS);
            create(cluster, Resources.SECRETS, "a", ownedBy(owner(cluster)));
            delete(cluster, Resources.CONFIG_MAPS, "owner", "Background");
            cluster.with(GarbageCollector::start);
            awaitGone(cluster, Resources.SECRETS, "a");
        }
    }

    @Test
    void dependent_ofAnotherOfTheSameName_goes() {
        try (TestCluster cluster = cluster()) {
            ApiObject first = owner(cluster);
            delete(cluster, Resources.CONFIG_MAPS, "owner", "Background");
            ApiObject second = owner(cluster);
            create(cluster, Resources.SECRETS, "of-first", ownedBy(first));
            create(cluster, Resources.SECRETS, "of-second", ownedBy(second));
            awaitGone(cluster, Resources.SECRETS, "of-first");
            assertNotNull(cluster.find(Resources.SECRETS, "of-second"));
        }
    }

    @Test
    void owner_orphaning_dependentsStayWithoutIt() {
        try (TestCluster cluster = cluster()) {
            ApiObject owner = owner(cluster);
            ApiObject other = create(cluster, Resources.CONFIG_MAPS, "other", "");
            create(cluster, Resources.SECRETS, "a", ownedBy(owner));
            create(cluster, Resources.SECRETS, "b", ownedBy(owner, other));
            awaitSeen(cluster, Resources.SECRETS, "a", "b");
            delete(cluster, Resources.CONFIG_MAPS, "owner", "Orphan");
            awaitGone(cluster, Resources.CONFIG_MAPS, "owner");
            assertTrue(cluster.client
                    .get(Resources.SECRETS, "default", "a")
                    .ownerReferences()
                    .isEmpty());
            List<String> left = cluster.client.get(Resources.SECRETS, "default", "b").ownerReferences().stream()
                    .map(reference -> reference.string("name"))
                    .toList();
            assertEquals(List.of("other"), left);
        }
    }

    @Test
    void owner_deletedInForeground_waitsForItsDependents() {
        try (TestCluster cluster = cluster()) {
            create(cluster, Resources.SECRETS, "a", "'finalizers':['example.com/hold']," + ownedBy(owner(cluster)));
            awaitSeen(cluster, Resources.SECRETS, "a");
            delete(cluster, Resources.CONFIG_MAPS, "owner", "Foreground");
            awaitDeleting(cluster, Resources.SECRETS, "a");
            assertTrue(cluster.client
                    .get(Resources.CONFIG_MAPS, "default", "owner")
                    .isDeleting());
            free(cluster, Resources.SECRETS, "a");
            awaitGone(cluster, Resources.CONFIG_MAPS, "owner");
        }
    }

    @Test
    void owner_deletedInForeground_theDeepestGoFirst() {
        try (TestCluster cluster = cluster()) {
            ApiObject deployment = create(cluster, Resources.DEPLOYMENTS, "d", "");
            ApiObject set = create(cluster, Resources.REPLICA_SETS, "r", ownedBy(deployment));
            create(cluster, Resources.SECRETS, "leaf", "'finalizers':['example.com/hold']," + ownedBy(set));
            awaitSeen(cluster, Resources.REPLICA_SETS, "r");
            awaitSeen(cluster, Resources.SECRETS, "leaf");
            delete(cluster, Resources.DEPLOYMENTS, "d", "Foreground");
            awaitDeleting(cluster, Resources.SECRETS, "leaf");
            assertNotNull(cluster.find(Resources.REPLICA_SETS, "r"));
            assertNotNull(cluster.find(Resources.DEPLOYMENTS, "d"));
            free(cluster, Resources.SECRETS, "leaf");
            awaitGone(cluster, Resources.REPLICA_SETS, "r");
            awaitGone(cluster, Resources.DEPLOYMENTS, "d");
        }
    }

    @Test
    void owners_inACircle_goTogether() {
        try (TestCluster cluster = cluster()) {
            ApiObject first = owner(cluster);
            ApiObject second = create(cluster, Resources.CONFIG_MAPS, "second", ownedBy(first));
            JsonObject circle = TestCluster.json("{" + ownedBy(second) + "'name':'owner','namespace':'default'}");
            cluster.client.update(
                    Resources.CONFIG_MAPS,
                    first.withMetadata(metadata -> metadata.with("ownerReferences", circle.array("ownerReferences"))));
            delete(cluster, Resources.CONFIG_MAPS, "owner", "Foreground");
            awaitGone(cluster, Resources.CONFIG_MAPS, "second");
            awaitGone(cluster, Resources.CONFIG_MAPS, "owner");
        }
    }

    @Test
    void dependent_ofTwoOwners_losesTheOneThatIsGone() {
        try (TestCluster cluster = cluster()) {
            ApiObject second = create(cluster, Resources.CONFIG_MAPS, "second", "");
            create(cluster, Resources.SECRETS, "a", ownedBy(owner(cluster), second));
            delete(cluster, Resources.CONFIG_MAPS, "owner", "Background");
            ApiObject left = Await.value("one owner is left", () -> {
                ApiObject found = Objects.requireNonNull(cluster.find(Resources.SECRETS, "a"));
                return found.ownerReferences().size() == 1 ? found : null;
            });
            assertEquals("second", left.ownerReferences().getFirst().string("name"));
        }
    }

    @Test
    void clusterWideDependent_ofAnOwnerInANamespace_staysAndIsToldOf() {
        try (TestCluster cluster = cluster()) {
            ApiObject owner = owner(cluster);
            ApiObject role = create(cluster, Resources.CLUSTER_ROLES, "a", ownedBy(owner));
            Await.until("an event", () -> !cluster.events("a").isEmpty());
            assertEquals(
                    List.of("OwnerRefInvalidNamespace: ownerRef [v1/ConfigMap, namespace: , name: owner, uid: "
                            + owner.uid() + "] does not exist in namespace \"\""),
                    cluster.events("a"));
            delete(cluster, Resources.CONFIG_MAPS, "owner", "Background");
            create(cluster, Resources.SECRETS, "after", ownedBy(owner));
            awaitGone(cluster, Resources.SECRETS, "after");
            assertEquals(role, cluster.find(Resources.CLUSTER_ROLES, "a"));
        }
    }

    @Test
    void dependent_ofAnOwnerElsewhere_goesAndIsToldOf() {
        try (TestCluster cluster = cluster()) {
            ApiObject owner = create(cluster, Resources.CONFIG_MAPS, "owner", "'namespace':'elsewhere',");
            Await.until(
                    "the owner is seen",
                    () -> cluster.informers
                                    .metadata(Resources.CONFIG_MAPS)
                                    .lister()
                                    .find("elsewhere", "owner")
                            != null);
            create(cluster, Resources.SECRETS, "a", ownedBy(owner));
            awaitGone(cluster, Resources.SECRETS, "a");
            Await.until("an event", () -> cluster.events("a").size() == 1);
            create(cluster, Resources.SECRETS, "b", "'namespace':'elsewhere'," + ownedBy(owner));
            create(cluster, Resources.SECRETS, "c", ownedBy(owner));
            awaitGone(cluster, Resources.SECRETS, "c");
            assertNotNull(cluster.client.find(Resources.SECRETS, "elsewhere", "b"));
        }
    }

    @Test
    void kind_servedLater_isCollectedToo() {
        try (TestCluster cluster = cluster(Resources.CUSTOM_RESOURCE_DEFINITIONS)) {
            ApiObject owner = owner(cluster);
            ApiObject widget = create(cluster, WIDGETS, "w", ownedBy(owner));
            create(cluster, Resources.SECRETS, "of-widget", ownedBy(widget));
            cluster.api.serving(WIDGETS);
            create(cluster, Resources.CUSTOM_RESOURCE_DEFINITIONS, "widgets.example.com", "");
            delete(cluster, Resources.CONFIG_MAPS, "owner", "Background");
            awaitGone(cluster, WIDGETS, "w");
            awaitGone(cluster, Resources.SECRETS, "of-widget");
        }
    }
}
