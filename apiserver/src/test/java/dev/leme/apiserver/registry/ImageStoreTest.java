package dev.leme.apiserver.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {

    @TempDir
    Path directory;

    private ImageStore store;

    @BeforeEach
    void open() throws IOException {
        store = ImageStore.open(directory, new ImportLimits(4 << 20, 1 << 20, 200));
    }

    @AfterEach
    void check() throws IOException {
        store.checkInvariants();
    }

    private List<StoredImage> importAll(byte[] archive) throws IOException {
        return store.importArchive(new ByteArrayInputStream(archive), ImportListener.NONE);
    }

    private ArchiveException refused(byte[] archive) throws IOException {
        List<String> before = files();
        ArchiveException refusal = assertThrows(ArchiveException.class, () -> importAll(archive));
        assertEquals(before, files(), "files after a refused import");
        return refusal;
    }

    private ArchiveException refused(byte[] archive, String... words) throws IOException {
        ArchiveException refusal = refused(archive);
        for (String word : words) {
            assertTrue(
                    String.valueOf(refusal.getMessage()).contains(word), () -> word + " in: " + refusal.getMessage());
        }
        return refusal;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.map(Path::toString).sorted().toList();
        }
    }

    private List<String> names() throws IOException {
        return store.list().stream().map(image -> image.name().toString()).toList();
    }

    @Test
    void importArchive_ociLayout_isNamedAndComplete() throws IOException {
        List<StoredImage> images = importAll(TestArchive.oci("nginx:latest").bytes());
        assertEquals(List.of("docker.io/library/nginx:latest"), names());
        Descriptor manifest = images.getFirst().manifest();
        assertEquals(MediaTypes.OCI_MANIFEST, manifest.mediaType());
        assertEquals(manifest, store.resolve(ImageReference.parse("nginx")).orElseThrow());
        Path layer = store.blob(TestArchive.digest("two")).orElseThrow().file();
        assertEquals("two", Files.readString(layer));
        assertEquals(manifest.size() + "onetwo".length() + 33, images.getFirst().size());
    }

    @Test
    void importArchive_gzip_isTheSame() throws IOException {
        Digest packed = importAll(TestArchive.oci("nginx:latest").gzip())
                .getFirst()
                .manifest()
                .digest();
        assertEquals(
                packed,
                importAll(TestArchive.oci("nginx:latest").bytes())
                        .getFirst()
                        .manifest()
                        .digest());
    }

    @Test
    void importArchive_severalImages_areAllNamed() throws IOException {
        TestArchive archive = new TestArchive();
        String first = TestArchive.named(archive.ociManifest("a", "b"), "nginx:1");
        String second = TestArchive.named(archive.ociManifest("b", "c"), "quay.io/x/y:2");
        importAll(archive.file("index.json", TestArchive.index(first, second)).bytes());
        assertEquals(List.of("docker.io/library/nginx:1", "quay.io/x/y:2"), names());
    }

    @Test
    void importArchive_containerdsName_winsOverTheTag() throws IOException {
        TestArchive archive = new TestArchive();
        String manifest = archive.ociManifest("a");
        String entry = manifest.substring(0, manifest.length() - 1)
                + ",\"annotations\":{\"io.containerd.image.name\":\"docker.io/library/redis:7\","
                + "\"org.opencontainers.image.ref.name\":\"7\"}}";
        importAll(archive.file("index.json", TestArchive.index(entry)).bytes());
        assertEquals(List.of("docker.io/library/redis:7"), names());
    }

    @Test
    void importArchive_tagAloneWithDockersTable_takesTheTablesName() throws IOException {
        TestArchive archive = new TestArchive();
        String entry = TestArchive.named(archive.ociManifest("a"), "latest");
        String config =
                TestArchive.digest("{\"os\":\"linux\",\"layers\":\"a\"}").hex();
        archive.file("index.json", TestArchive.index(entry))
                .file(
                        "manifest.json",
                        "[{\"Config\":\"blobs/sha256/" + config + "\",\"RepoTags\":[\"web:v1\"],\"Layers\":[]}]");
        importAll(archive.bytes());
        assertEquals(List.of("docker.io/library/web:v1"), names());
    }

    @Test
    void importArchive_nestedIndexWithOnePlatform_isKeptWhole() throws IOException {
        TestArchive archive = new TestArchive();
        String here = archive.ociManifest("amd64");
        String elsewhere = new Descriptor(MediaTypes.OCI_MANIFEST, TestArchive.digest("arm64"), 5)
                .toJson()
                .toString();
        String index = archive.blob(MediaTypes.OCI_INDEX, TestArchive.index(here, elsewhere));
        importAll(archive.file("index.json", TestArchive.index(TestArchive.named(index, "multi:latest")))
                .bytes());
        assertEquals(
                MediaTypes.OCI_INDEX,
                store.resolve(ImageReference.parse("multi")).orElseThrow().mediaType());
        assertTrue(store.blob(TestArchive.digest("amd64")).isPresent());
    }

    @Test
    void importArchive_indexWithoutAnyImage_isRefused() throws IOException {
        TestArchive archive = new TestArchive();
        String elsewhere = new Descriptor(MediaTypes.OCI_MANIFEST, TestArchive.digest("arm64"), 5)
                .toJson()
                .toString();
        String index = archive.blob(MediaTypes.OCI_INDEX, TestArchive.index(elsewhere));
        archive.file("index.json", TestArchive.index(TestArchive.named(index, "multi:latest")));
        refused(archive.bytes(), "incomplete");
    }

    @Test
    void importArchive_dockerSave_becomesTheSameManifestEachTime() throws IOException {
        List<StoredImage> first = importAll(TestArchive.docker("app:1", "app:2").bytes());
        assertEquals(List.of("docker.io/library/app:1", "docker.io/library/app:2"), names());
        List<StoredImage> again = importAll(TestArchive.docker("other").gzip());
        assertEquals(first.getFirst().manifest(), again.getFirst().manifest());
        Manifest manifest = Manifest.parse(Files.readAllBytes(
                store.blob(first.getFirst().manifest().digest()).orElseThrow().file()));
        assertEquals(3, manifest.children().size());
        assertEquals(
                TestArchive.digest("layer content"), manifest.children().get(2).digest());
        assertEquals(MediaTypes.OCI_LAYER, manifest.children().get(1).mediaType());
    }

    @Test
    void importArchive_dockerLayerOfAnotherDigest_isRefused() throws IOException {
        refused(
                TestArchive.docker("app")
                        .file("aaa/layer.tar", "changed content")
                        .bytes(),
                "aaa/layer.tar",
                "should have the digest");
    }

    @Test
    void importArchive_dockerConfigOfAnotherDigest_isRefused() throws IOException {
        TestArchive archive = TestArchive.docker("app");
        String name = "0".repeat(64) + ".json";
        archive.file(name, "{}")
                .file("manifest.json", "[{\"Config\":\"" + name + "\",\"RepoTags\":[\"app\"],\"Layers\":[]}]");
        refused(archive.bytes(), name, "should have the digest");
    }

    @Test
    void importArchive_dockerLayerAbsent_isRefused() throws IOException {
        refused(TestArchive.docker("app").without("aaa/layer.tar").bytes(), "incomplete", "aaa/layer.tar");
    }

    @Test
    void importArchive_truncatedAnywhere_isRefusedAndLeavesNothing() throws IOException {
        byte[] whole = TestArchive.oci("nginx:latest").bytes();
        for (int length = 0; length < whole.length - 1024; length += 331) {
            refused(Arrays.copyOf(whole, length));
        }
        byte[] packed = TestArchive.oci("nginx:latest").gzip();
        for (int length = 0; length < packed.length - 20; length += 41) {
            refused(Arrays.copyOf(packed, length));
        }
    }

    @Test
    void importArchive_oneByteChanged_isRefusedOrHarmless() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            byte[] archive = TestArchive.oci("nginx:latest").bytes();
            archive[random.nextInt(archive.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                importAll(archive);
            } catch (ArchiveException expected) {
                store.checkInvariants();
            } catch (RuntimeException bug) {
                throw new AssertionError("seed " + seed + " round " + i, bug);
            }
        }
    }

    @Test
    void importArchive_wrongDigest_saysWhichAndLeavesWhatWasThere() throws IOException {
        importAll(TestArchive.oci("before:latest").bytes());
        String hex = TestArchive.digest("two").hex();
        refused(
                TestArchive.oci("nginx:latest")
                        .file("blobs/sha256/" + hex, "twO")
                        .bytes(),
                "sha256:" + hex,
                TestArchive.digest("twO").toString());
        assertEquals(List.of("docker.io/library/before:latest"), names());
    }

    @Test
    void importArchive_layerAbsent_saysWhich() throws IOException {
        Digest two = TestArchive.digest("two");
        refused(
                TestArchive.oci("nginx:latest")
                        .without("blobs/sha256/" + two.hex())
                        .bytes(),
                "incomplete",
                two.toString(),
                MediaTypes.OCI_LAYER);
    }

    @Test
    void importArchive_wrongSize_isRefused() throws IOException {
        TestArchive archive = new TestArchive();
        String manifest = archive.ociManifest("a").replaceAll("\"size\":\\d+", "\"size\":7");
        archive.file("index.json", TestArchive.index(TestArchive.named(manifest, "nginx:latest")));
        refused(archive.bytes(), "should have 7 bytes");
    }

    @Test
    void importArchive_pathOutOfTheArchive_isRefused() throws IOException {
        for (String path : List.of("../evil", "/etc/evil", "a/../../evil", "blobs/sha256/../../../evil")) {
            refused(TestArchive.oci("nginx:latest").file(path, "evil").bytes(), "path");
        }
        refused(
                TestArchive.docker("app")
                        .link("ccc/layer.tar", "../../../etc/passwd")
                        .bytes(),
                "leads out");
        refused(TestArchive.docker("app").link("ccc/layer.tar", "/etc/passwd").bytes(), "absolute");
        refused(TestArchive.oci("nginx:latest").device("dev").bytes(), "special file");
    }

    @Test
    void importArchive_linksInACircle_isRefused() throws IOException {
        TestArchive archive = TestArchive.docker("app").without("aaa/layer.tar");
        refused(archive.link("aaa/layer.tar", "../bbb/layer.tar").bytes(), "links");
    }

    @Test
    void importArchive_overTheLimits_isRefusedBeforeItIsRead() throws IOException {
        byte[] huge = TestArchive.header("blobs/sha256/" + "a".repeat(64), '0', "", 1L << 32);
        refused(huge, "too large", "4294967296");
        refused(TestArchive.header("index.json", '0', "", 5 << 20), "too large");
        TestArchive many = TestArchive.oci("nginx:latest");
        for (int i = 0; i < 300; i++) {
            many.file("file" + i, "");
        }
        refused(many.bytes(), "more than 200 files");
        TestArchive bomb = TestArchive.oci("nginx:latest");
        for (int i = 0; i < 6; i++) {
            bomb.file("zeros" + i, "0".repeat(900_000));
        }
        refused(bomb.gzip(), "larger than the limit");
    }

    @Test
    void importArchive_noArchive_saysSo() throws IOException {
        refused(new byte[0], "empty");
        refused("hello".repeat(400).getBytes(StandardCharsets.UTF_8), "no tar file");
        refused(new TestArchive().file("readme", "hello").bytes(), "not an image archive");
        refused(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0}, "zstd");
        refused(new TestArchive().file("index.json", "{").bytes(), "index.json", "JSON");
        refused(new TestArchive().file("index.json", "{}").bytes(), "no images");
        refused(TestArchive.oci("Nginx:latest").bytes(), "lowercase");
        refused(TestArchive.oci("latest").bytes(), "doesn't name");
        refused(
                TestArchive.oci("nginx:latest")
                        .file("oci-layout", "{\"imageLayoutVersion\":\"2.0.0\"}")
                        .bytes(),
                "2.0.0");
    }

    @Test
    void importArchive_streamThatFails_leavesNothing() throws IOException {
        byte[] half = Arrays.copyOf(TestArchive.oci("nginx:latest").bytes(), 2000);
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(half), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        });
        List<String> before = files();
        IOException failure = assertThrows(IOException.class, () -> store.importArchive(broken, ImportListener.NONE));
        assertEquals("connection reset", failure.getMessage());
        assertEquals(before, files());
    }

    @Test
    void importArchive_longNamesAndStrayFiles_areReadAndNotKept() throws IOException {
        String longName = "a/".repeat(90) + "file";
        importAll(TestArchive.oci("nginx:latest").file(longName, "stray").bytes());
        assertTrue(store.blob(TestArchive.digest("stray")).isEmpty());
    }

    @Test
    void importArchive_nameAgain_standsForTheNewContent() throws IOException {
        importAll(TestArchive.oci("nginx:latest").bytes());
        TestArchive next = new TestArchive();
        String manifest = TestArchive.named(next.ociManifest("three"), "nginx:latest");
        importAll(next.file("index.json", TestArchive.index(manifest)).bytes());
        assertEquals(1, names().size());
        assertTrue(store.collectGarbage() > 0);
        assertTrue(store.blob(TestArchive.digest("one")).isEmpty());
        assertTrue(store.blob(TestArchive.digest("three")).isPresent());
    }

    @Test
    void delete_oneOfTwoNames_keepsSharedContent() throws IOException {
        importAll(TestArchive.oci("nginx:1").bytes());
        importAll(TestArchive.oci("nginx:2").bytes());
        assertTrue(store.delete(ImageReference.parse("nginx:1")));
        assertFalse(store.delete(ImageReference.parse("nginx:1")));
        assertEquals(0, store.collectGarbage());
        Digest digest = store.list().getFirst().manifest().digest();
        assertTrue(store.delete(ImageReference.parse("nginx@" + digest)));
        assertTrue(store.collectGarbage() > 0);
        assertEquals(List.of(), store.list());
    }

    @Test
    void resolve_byDigest_findsManifestsOnly() throws IOException {
        Digest manifest = importAll(TestArchive.oci("nginx:latest").bytes())
                .getFirst()
                .manifest()
                .digest();
        assertTrue(store.resolve(ImageReference.parse("nginx@" + manifest)).isPresent());
        assertTrue(store.resolve(ImageReference.parse("nginx@" + TestArchive.digest("one")))
                .isEmpty());
        assertTrue(store.resolve(ImageReference.parse("nginx:other")).isEmpty());
    }

    @Test
    void open_afterACrash_clearsWhatHasNoName() throws IOException {
        importAll(TestArchive.oci("nginx:latest").bytes());
        Files.writeString(directory.resolve("incoming/blob123"), "half");
        Files.writeString(
                directory
                        .resolve("blobs/sha256")
                        .resolve(TestArchive.digest("lost").hex()),
                "lost");
        store = ImageStore.open(directory);
        assertEquals(List.of("docker.io/library/nginx:latest"), names());
    }

    @Test
    void list_afterAnotherProcessImported_showsIt() throws IOException {
        assertEquals(List.of(), store.list());
        ImageStore other = ImageStore.open(directory);
        other.importArchive(
                new ByteArrayInputStream(TestArchive.oci("nginx:latest").bytes()), ImportListener.NONE);
        assertEquals(List.of("docker.io/library/nginx:latest"), names());
    }

    @Test
    void importArchive_listener_hearsFilesThenNames() throws IOException {
        List<String> heard = new ArrayList<>();
        ImportListener listener = new ImportListener() {
            @Override
            public void stored(String file, long bytes) {
                heard.add("stored");
            }

            @Override
            public void tagged(StoredImage image) {
                heard.add(image.name().toString());
            }
        };
        store.importArchive(
                new ByteArrayInputStream(TestArchive.oci("nginx:latest").bytes()), listener);
        assertEquals(List.of("stored", "stored", "stored", "stored", "docker.io/library/nginx:latest"), heard);
    }

    @Test
    void importArchive_blobDamagedOnDisk_isMended() throws IOException {
        importAll(TestArchive.oci("nginx:latest").bytes());
        Path layer = store.blob(TestArchive.digest("one")).orElseThrow().file();
        Files.writeString(layer, "rotten");
        importAll(TestArchive.oci("nginx:latest").bytes());
        assertEquals("one", Files.readString(layer));
    }
}
