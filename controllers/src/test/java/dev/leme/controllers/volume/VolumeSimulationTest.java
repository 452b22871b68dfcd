package dev.leme.controllers.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.client.DeleteOptions;
import dev.leme.controllers.Controller;
import dev.leme.controllers.TestCluster;
import dev.leme.testkit.api.Faults;
import dev.leme.testkit.await.Await;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Claims that come and go on a server that conflicts, loses answers and breaks watches: in the end nothing has leaked. */
class VolumeSimulationTest {

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    private void disturb(TestCluster cluster) {
        String name = "c" + random.nextInt(8);
        try {
            switch (random.nextInt(5)) {
                case 0, 1, 2 -> cluster.create(Resources.PERSISTENT_VOLUME_CLAIMS, """
                        {'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'%s','namespace':'default'},
                         'spec':{'accessModes':['ReadWriteOnce'],'storageClassName':'local',
                          'resources':{'requests':{'storage':'1Gi'}}}}
                        """.formatted(name));
                case 3 ->
                    cluster.client.delete(Resources.PERSISTENT_VOLUME_CLAIMS, "default", name, DeleteOptions.DEFAULT);
                default -> cluster.api.endWatches();
            }
        } catch (ApiException expected) {
            assertEquals(4, expected.code() / 100);
        }
    }

    private static List<ApiObject> claims(TestCluster cluster) {
        return cluster.client.list(Resources.PERSISTENT_VOLUME_CLAIMS, "default");
    }

    private static boolean isSettled(TestCluster cluster) {
        List<ApiObject> claims = claims(cluster);
        Set<String> wanted =
                claims.stream().map(claim -> claim.spec().string("volumeName")).collect(Collectors.toSet());
        Set<String> present = Set.copyOf(cluster.names(Resources.PERSISTENT_VOLUMES));
        return claims.stream().noneMatch(ApiObject::isDeleting)
                && claims.stream()
                        .allMatch(claim -> claim.status().string("phase").equals("Bound"))
                && wanted.equals(present)
                && wanted.size() == claims.size();
    }

    @Test
    void claims_underFaults_eachHasItsVolumeAndNothingLeaks() {
        System.out.println("seed " + seed);
        Controller.Starter[] starters = {
            VolumeControllers::startBinder,
            VolumeControllers::startProvisioner,
            VolumeControllers::startClaimProtection,
            VolumeControllers::startVolumeProtection
        };
        try (TestCluster cluster = new TestCluster(Faults.some(seed), true, starters)) {
            cluster.create(Resources.NODES, "{'apiVersion':'v1','kind':'Node','metadata':{'name':'n1'}}");
            cluster.create(Resources.STORAGE_CLASSES, """
                    {'apiVersion':'storage.k8s.io/v1','kind':'StorageClass','metadata':{'name':'local'},
                     'provisioner':'leme.dev/local','reclaimPolicy':'Delete','volumeBindingMode':'Immediate'}
                    """);
            for (int i = 0; i < 150; i++) {
                disturb(cluster);
                if (random.nextInt(5) == 0) {
                    Await.until("it settles in between (seed " + seed + ")", () -> isSettled(cluster));
                }
            }
            cluster.api.calm();
            Await.until("each claim has its volume (seed " + seed + ")", () -> isSettled(cluster));
            Await.until(
                    "as many directories (seed " + seed + ")",
                    () -> cluster.directories.size() == claims(cluster).size());
        }
    }
}
