package dev.leme.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a thief of the disk finds. */
class SecretsAtRestTest {

    private static final String VALUE = "c2VjcmV0LW9mLXRoZS10ZXN0";

    @TempDir
    Path home;

    private ClusterConfig config() {
        return new ClusterConfig(
                "leme",
                home,
                ClusterConfig.Runtime.SIMULATED,
                true,
                false,
                "leme",
                List.of("127.0.0.1"),
                0,
                "10.42.0.0/16",
                "10.43.0.0/16",
                "");
    }

    private static void create(Cluster cluster, Resource resource, String kind) {
        cluster.admin().create(resource, ApiObject.of((JsonObject)
                Json.parse("{\"apiVersion\":\"v1\",\"kind\":\"" + kind
                        + "\",\"metadata\":{\"name\":\"x\",\"namespace\":\"kube-system\"},\"data\":{\"key\":\""
                        + (kind.equals("Secret") ? VALUE : "to be found") + "\"}}")));
    }

    @Test
    void secret_isNotInTheStoresFiles_andIsReadAfterARestart() throws Exception {
        try (Cluster cluster = Cluster.start(config())) {
            create(cluster, Resources.SECRETS, "Secret");
            create(cluster, Resources.CONFIG_MAPS, "ConfigMap");
            assertTrue(anyFileHolds("to be found"), "the search finds what is there");
            assertFalse(anyFileHolds(VALUE));
        }
        assertFalse(anyFileHolds(VALUE));
        Path keys = home.resolve("pki/encryption.keys");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)));

        try (Cluster cluster = Cluster.start(config())) {
            ApiObject secret = cluster.admin().get(Resources.SECRETS, "kube-system", "x");
            assertEquals(VALUE, secret.json().object("data").string("key"));
        }
    }

    /** The database, its log and its index. */
    private boolean anyFileHolds(String text) throws IOException {
        boolean found = false;
        for (String name : new String[] {"store.db", "store.db-wal", "store.db-shm"}) {
            Path file = home.resolve(name);
            found |= Files.exists(file)
                    && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        }
        return found;
    }
}
