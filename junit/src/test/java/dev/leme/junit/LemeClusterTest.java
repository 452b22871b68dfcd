package dev.leme.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.resource.Resources;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LemeClusterTest {

    @Test
    void cluster_started_hasANodeAndLeavesNothing() throws Exception {
        Path kubeconfig;
        try (LemeCluster cluster = LemeCluster.start()) {
            kubeconfig = cluster.kubeconfig();
            assertTrue(Files.isReadable(kubeconfig));
            assertTrue(cluster.server().startsWith("https://127.0.0.1:"));
            assertEquals(1, cluster.client().list(Resources.NODES, "").size());
        }
        assertFalse(Files.exists(kubeconfig.getParent()));
    }
}
