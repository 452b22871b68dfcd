package dev.leme.node.volumes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.base.time.ManualClock;
import dev.leme.node.environment.ConfigException;
import dev.leme.node.environment.PodFacts;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.observed.Scene;
import dev.leme.node.runtime.EnvVar;
import dev.leme.node.runtime.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodVolumesTest {
    @TempDir
    Path home;

    private final ManualClock clock = new ManualClock(Scene.NOW);
    private final Map<String, ApiObject> objects = new HashMap<>();
    private int tokens;
    private boolean root;

    private final VolumeSources sources = new VolumeSources() {
        @Override
        public Optional<ApiObject> claim(String namespace, String name) {
            return Optional.ofNullable(objects.get("claim/" + name));
        }

        @Override
        public Optional<ApiObject> volume(String name) {
            return Optional.ofNullable(objects.get("volume/" + name));
        }

        @Override
        public Token requestToken(PodManifest pod, String audience, Duration lifetime) {
            Instant now = clock.now();
            return new Token("token" + ++tokens + audience, now, now.plus(lifetime));
        }

        @Override
        public Optional<ApiObject> configMap(String namespace, String name) {
            return Optional.ofNullable(objects.get("configmap/" + name));
        }

        @Override
        public Optional<ApiObject> secret(String namespace, String name) {
            return Optional.ofNullable(objects.get("secret/" + name));
        }

        @Override
        public List<ApiObject> services() {
            return List.of();
        }
    };

    private final List<String> growths = new ArrayList<>();

    private final GrowthListener growth = new GrowthListener() {
        @Override
        public void grown(PodManifest pod, ApiObject claim, ApiObject volume) {
            growths.add("grown " + claim.name());
        }

        @Override
        public void failed(PodManifest pod, ApiObject claim, ApiObject volume, String message) {
            growths.add("failed " + claim.name() + ": " + message);
        }
    };

    @BeforeEach
    void whoAmI() {
        root = "root".equals(System.getProperty("user.name"));
    }

    private void put(String key, String json) {
        objects.put(key, ApiObject.of((JsonObject) Json.parse(json)));
    }

    private PodVolumes volumes() {
        NodeDirectories directories =
                new NodeDirectories(home.resolve("pods"), home.resolve("memory"), home.resolve("logs"), root);
        return new PodVolumes(directories, sources, growth, clock);
    }

    private static PodFacts facts(String spec) {
        return new PodFacts(Scene.pod(spec), "n", List.of(), List.of(), Map.of());
    }

    private static PodFacts volume(String json) {
        return facts("\"containers\":[],\"volumes\":[{\"name\":\"v\"," + json + "}]");
    }

    private Path setUp(String json) {
        return volumes().setUp(volume(json)).paths().getOrDefault("v", Path.of("missing"));
    }

    private String failure(String json) {
        return assertThrows(VolumeException.class, () -> setUp(json)).text();
    }

    @Test
    void emptyDir_isMadeForEveryone_andKeepsItsContent() throws IOException {
        Path path = setUp("\"emptyDir\":{}");
        assertEquals(0777, FileTree.mode(path));
        assertTrue(path.startsWith(home.resolve("pods/u/volumes/kubernetes.io~empty-dir")), path.toString());
        Files.writeString(path.resolve("f"), "x");
        assertEquals("x", Files.readString(setUp("\"emptyDir\":{}").resolve("f")));
        assertTrue(setUp("\"emptyDir\":{\"medium\":\"Memory\"}").startsWith(home.resolve("memory")));
        volumes().tearDown("u");
        assertFalse(Files.exists(path));
    }

    @Test
    void configMap_showsItsKeys_changesAllAtOnce() throws IOException {
        put("configmap/cm", "{\"data\":{\"a\":\"1\",\"b\":\"2\"},\"binaryData\":{\"z\":\"AAE=\"}}");
        Path path = setUp("\"configMap\":{\"name\":\"cm\",\"defaultMode\":256}");
        assertEquals("1", Files.readString(path.resolve("a")));
        assertEquals(0400, FileTree.mode(path.resolve("a").toRealPath()));
        assertEquals(Path.of("..data", "a"), Files.readSymbolicLink(path.resolve("a")));
        Path version = path.resolve("..data").toRealPath();
        setUp("\"configMap\":{\"name\":\"cm\",\"defaultMode\":256}");
        assertEquals(version, path.resolve("..data").toRealPath(), "unchanged content is not written again");

        put("configmap/cm", "{\"data\":{\"b\":\"3\",\"c\":\"4\"}}");
        setUp("\"configMap\":{\"name\":\"cm\",\"defaultMode\":256}");
        assertEquals("3", Files.readString(path.resolve("b")));
        assertEquals("4", Files.readString(path.resolve("c")));
        assertFalse(Files.exists(path.resolve("a"), java.nio.file.LinkOption.NOFOLLOW_LINKS));
        assertFalse(Files.exists(version));
    }

    @Test
    void configMap_items_goToTheirPaths() throws IOException {
        put("configmap/cm", "{\"data\":{\"a\":\"1\",\"b\":\"2\"}}");
        Path path =
                setUp("\"configMap\":{\"name\":\"cm\",\"items\":[{\"key\":\"a\",\"path\":\"x/y/z\",\"mode\":384}]}");
        assertEquals("1", Files.readString(path.resolve("x/y/z")));
        assertEquals(0600, FileTree.mode(path.resolve("x/y/z").toRealPath()));
        assertFalse(Files.exists(path.resolve("b")));
        assertEquals(
                "MountVolume.SetUp failed for volume \"v\" : references non-existent config key: no",
                failure("\"configMap\":{\"name\":\"cm\",\"items\":[{\"key\":\"no\",\"path\":\"n\"}]}"));
    }

    @Test
    void missingSources_areTold_optionalOnesAreEmpty() throws IOException {
        assertEquals(
                "MountVolume.SetUp failed for volume \"v\" : configmap \"no\" not found",
                failure("\"configMap\":{\"name\":\"no\"}"));
        assertEquals(
                "MountVolume.SetUp failed for volume \"v\" : secret \"no\" not found",
                failure("\"secret\":{\"secretName\":\"no\"}"));
        Path empty = setUp("\"secret\":{\"secretName\":\"no\",\"optional\":true}");
        assertTrue(Files.isDirectory(empty.resolve("..data")));
    }

    @Test
    void projected_joinsItsSources_andTheTokenIsRenewedInTime() throws IOException {
        put("configmap/kube-root-ca.crt", "{\"data\":{\"ca.crt\":\"CA\"}}");
        PodFacts facts = volume("""
                "projected":{"sources":[{"serviceAccountToken":{"path":"token","expirationSeconds":3607}},
                  {"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}},
                  {"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"fieldPath":"metadata.namespace"}}]}}]}
                """);
        PodVolumes volumes = volumes();
        PodVolumes.Prepared prepared = volumes.setUp(facts);
        Path path = prepared.paths().getOrDefault("v", home);
        assertEquals("token1", Files.readString(path.resolve("token")));
        assertEquals("CA", Files.readString(path.resolve("ca.crt")));
        assertEquals("default", Files.readString(path.resolve("namespace")));
        assertTrue(path.startsWith(home.resolve("memory")), "a token must not reach a disk");

        Instant due = prepared.refreshAt().orElseThrow();
        assertEquals(Scene.NOW.plus(Duration.ofSeconds(3607).multipliedBy(4).dividedBy(5)), due);
        volumes.setUp(facts);
        assertEquals(1, tokens, "a fresh token is kept");
        clock.advance(Duration.between(clock.now(), due));
        volumes.setUp(facts);
        assertEquals("token2", Files.readString(path.resolve("token")));
    }

    @Test
    void claim_boundToALocalVolume_isItsPath() throws IOException {
        Path disk = Files.createDirectory(home.resolve("disk"));
        put("claim/www", "{\"spec\":{\"volumeName\":\"pv\"},\"status\":{\"phase\":\"Bound\"}}");
        put("volume/pv", "{\"spec\":{\"local\":{\"path\":\"" + disk + "\"}}}");
        assertEquals(disk, setUp("\"persistentVolumeClaim\":{\"claimName\":\"www\"}"));
        put("claim/www", "{\"spec\":{},\"status\":{\"phase\":\"Pending\"}}");
        assertTrue(failure("\"persistentVolumeClaim\":{\"claimName\":\"www\"}").endsWith("PVC is not bound"));
        assertTrue(failure("\"persistentVolumeClaim\":{\"claimName\":\"no\"}")
                .endsWith("persistentvolumeclaim \"no\" not found"));
    }

    private static final String ONE_CLAIM = "\"persistentVolumeClaim\":{\"claimName\":\"www\"}";

    private void provisioned(Path disk, String capacity, String shown) {
        put("claim/www", """
                {"metadata":{"name":"www"},"spec":{"volumeName":"pv"},
                 "status":{"phase":"Bound","capacity":{"storage":"%s"}}}""".formatted(shown));
        put("volume/pv", """
                {"metadata":{"name":"pv","annotations":{"pv.kubernetes.io/provisioned-by":"leme.dev/local"}},
                 "spec":{"local":{"path":"%s"},"capacity":{"storage":"%s"}}}""".formatted(disk, capacity));
    }

    @Test
    void claimedVolume_ofThisCluster_hasItsSize_andGrowsWithItsClaim() throws IOException {
        LocalVolumeDirectories local = new LocalVolumeDirectories(home.resolve("local"), root);
        assumeTrue(local.obstacle().isEmpty(), local.obstacle());
        Path disk = local.create("www", 4 << 20);
        PodVolumes volumes = volumes();
        try {
            provisioned(disk, "4Mi", "4Mi");
            assertEquals(disk, volumes.setUp(volume(ONE_CLAIM)).paths().get("v"));
            assertEquals(0777, FileTree.mode(disk));
            assertEquals(List.of(), List.of(disk.toFile().list()));
            IOException full =
                    assertThrows(IOException.class, () -> Files.write(disk.resolve("big"), new byte[8 << 20]));
            assertTrue(String.valueOf(full.getMessage()).contains("No space left"), full.toString());
            Files.writeString(disk.resolve("kept"), "x");
            assertEquals(java.util.Set.of("u"), volumes.users(disk));

            volumes.tearDown("u");
            assertEquals(List.of(), List.of(disk.toFile().list()), "unmounted when nobody uses it");
            local.enlarge("www", 64 << 20);
            provisioned(disk, "64Mi", "4Mi");
            volumes.setUp(volume(ONE_CLAIM));
            assertEquals(List.of("grown www"), growths);
            assertEquals("x", Files.readString(disk.resolve("kept")));
            Files.write(disk.resolve("big"), new byte[8 << 20]);
        } finally {
            local.delete("www");
        }
        assertFalse(Files.readString(Path.of("/proc/self/mounts")).contains(home.toString()));
        assertEquals(0, home.resolve("local").toFile().list().length);
    }

    @Test
    void claimedVolume_thatMayNotGrowInUse_goesOnWithItsSize() throws IOException {
        LocalVolumeDirectories local = new LocalVolumeDirectories(home.resolve("local"), root);
        assumeTrue(local.obstacle().isEmpty(), local.obstacle());
        Path disk = local.create("www", 4 << 20);
        PodVolumes volumes = volumes();
        try {
            provisioned(disk, "4Mi", "4Mi");
            volumes.setUp(volume(ONE_CLAIM));
            local.enlarge("www", 64 << 20);
            provisioned(disk, "64Mi", "4Mi");
            assertEquals(disk, volumes.setUp(volume(ONE_CLAIM)).paths().get("v"));
            assertEquals(1, growths.size());
            boolean grown = disk.toFile().getTotalSpace() > 8 << 20;
            assertTrue(
                    growths.getFirst().startsWith(grown ? "grown www" : "failed www: resize2fs"), growths.toString());
        } finally {
            volumes.tearDown("u");
            local.delete("www");
        }
    }

    @Test
    void hostPath_isCheckedByItsType() throws IOException {
        Path file = Files.createFile(home.resolve("file"));
        assertEquals(file, setUp("\"hostPath\":{\"path\":\"" + file + "\",\"type\":\"File\"}"));
        assertTrue(failure("\"hostPath\":{\"path\":\"" + file + "\",\"type\":\"Directory\"}")
                .endsWith("hostPath type check failed: " + file + " is not a directory"));
        Path made = home.resolve("made/here");
        assertEquals(made, setUp("\"hostPath\":{\"path\":\"" + made + "\",\"type\":\"DirectoryOrCreate\"}"));
        assertTrue(Files.isDirectory(made));
    }

    @Test
    void fsGroup_ownsTheFiles() throws IOException {
        assumeTrue(root, "only root gives files away");
        put("secret/s", "{\"data\":{\"k\":\"eA==\"}}");
        PodFacts facts = facts("""
                "securityContext":{"fsGroup":4242},"containers":[],
                "volumes":[{"name":"v","secret":{"secretName":"s","defaultMode":256}},{"name":"e","emptyDir":{}}]
                """);
        PodVolumes.Prepared prepared = volumes().setUp(facts);
        Path secret = prepared.paths().getOrDefault("v", home).resolve("k").toRealPath();
        assertEquals(4242, Files.getAttribute(secret, "unix:gid"));
        assertEquals(0440, FileTree.mode(secret));
        Path empty = prepared.paths().getOrDefault("e", home);
        assertEquals(4242, Files.getAttribute(empty, "unix:gid"));
        assertEquals(02777, FileTree.mode(empty));
        Path version =
                prepared.paths().getOrDefault("v", home).resolve("..data").toRealPath();
        volumes().setUp(facts);
        assertEquals(
                version,
                prepared.paths().getOrDefault("v", home).resolve("..data").toRealPath());
    }

    @Test
    void subPaths_areMadeWithinTheVolume_andNeverLeadOut() throws IOException {
        Path volume = Files.createDirectories(home.resolve("volume")).toRealPath();
        Files.createSymbolicLink(volume.resolve("out"), Files.createDirectory(home.resolve("elsewhere")));
        ContainerMounts mounts = new ContainerMounts(
                Scene.pod("\"volumes\":[{\"name\":\"v\",\"emptyDir\":{}}]"),
                Map.of("v", volume),
                List.of(new EnvVar("POD", "web-0")));
        assertEquals(
                List.of(
                        Mount.of(volume.resolve("a/b").toString(), "/data", true),
                        Mount.of(volume.resolve("web-0").toString(), "/mine", false)),
                mounts.of(container("""
                        {"name":"v","mountPath":"/data","subPath":"a/b","readOnly":true},
                        {"name":"v","mountPath":"/mine","subPathExpr":"$(POD)"}
                        """)));
        assertTrue(Files.isDirectory(volume.resolve("a/b")));
        for (String bad : List.of("out/x", "out", "../x", "/etc")) {
            assertThrows(
                    ConfigException.class,
                    () -> mounts.of(container("{\"name\":\"v\",\"mountPath\":\"/x\",\"subPath\":\"" + bad + "\"}")),
                    bad);
        }
    }

    private static dev.leme.node.manifest.ContainerManifest container(String mounts) {
        return Scene.pod("\"containers\":[{\"name\":\"c\",\"volumeMounts\":[" + mounts + "]}]")
                .mainContainers()
                .getFirst();
    }

    @Test
    void localDirectories_areMadeAndRemovedByName() throws IOException {
        LocalVolumeDirectories directories = new LocalVolumeDirectories(home.resolve("volumes"), false);
        Path path = directories.create("pvc-1", 1024);
        assertEquals(0777, FileTree.mode(path));
        Files.writeString(path.resolve("data"), "x");
        assertEquals(path, directories.create("pvc-1", 1024));
        directories.delete("pvc-1");
        directories.delete("pvc-1");
        assertFalse(Files.exists(path));
        assertThrows(IllegalArgumentException.class, () -> directories.delete(".."));
        assertThrows(IllegalArgumentException.class, () -> directories.create("a/b", 1024));
    }
}
