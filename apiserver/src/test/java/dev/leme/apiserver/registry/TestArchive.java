package dev.leme.apiserver.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Writes the archives that the tests import: ustar by hand, so that they can be wrong in every way. */
final class TestArchive {

    private static final int BLOCK = 512;

    @SuppressWarnings("ArrayRecordComponent")
    private record Entry(String name, char type, String target, byte[] content) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** An OCI layout with one image: two layers of random-looking text. */
    static TestArchive oci(String name) {
        TestArchive archive = new TestArchive();
        String manifest = archive.ociManifest("one", "two");
        return archive.file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}")
                .file("index.json", index(named(manifest, name)));
    }

    static String index(String... descriptors) {
        return "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", descriptors) + "]}";
    }

    /** A descriptor with the spec's name annotation. */
    static String named(String descriptor, String name) {
        return descriptor.substring(0, descriptor.length() - 1)
                + ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + name + "\"}}";
    }

    /** Adds an image's content, and returns the descriptor of its manifest. */
    String ociManifest(String... layers) {
        StringBuilder descriptors = new StringBuilder();
        for (String layer : layers) {
            descriptors.append(descriptors.isEmpty() ? "" : ",").append(blob(MediaTypes.OCI_LAYER, layer));
        }
        String config =
                blob(MediaTypes.OCI_CONFIG, "{\"os\":\"linux\",\"layers\":\"" + String.join(" ", layers) + "\"}");
        return blob(
                MediaTypes.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"config\":" + config + ",\"layers\":[" + descriptors + "]}");
    }

    /** A {@code docker save} archive in the old form with two layers, the second a link to the first one's file. */
    static TestArchive docker(String... names) {
        TestArchive archive = new TestArchive();
        String diffId = digest("layer content").toString();
        String config = "{\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + diffId + "\",\"" + diffId
                + "\"]}}";
        String configName = digest(config).hex() + ".json";
        return archive.file("aaa/VERSION", "1.0")
                .file("aaa/layer.tar", "layer content")
                .link("bbb/layer.tar", "../aaa/layer.tar")
                .file(configName, config)
                .file(
                        "manifest.json",
                        "[{\"Config\":\"" + configName + "\",\"RepoTags\":[\"" + String.join("\",\"", names)
                                + "\"],\"Layers\":[\"aaa/layer.tar\",\"bbb/layer.tar\"]}]");
    }

    static Digest digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds content by its digest, and returns its descriptor. */
    String blob(String mediaType, String content) {
        Digest digest = digest(content);
        file("blobs/sha256/" + digest.hex(), content);
        return new Descriptor(mediaType, digest, content.length()).toJson().toString();
    }

    TestArchive file(String name, String content) {
        return put(new Entry(name, '0', "", content.getBytes(StandardCharsets.UTF_8)));
    }

    TestArchive link(String name, String target) {
        return put(new Entry(name, '2', target, new byte[0]));
    }

    TestArchive device(String name) {
        return put(new Entry(name, '3', "", new byte[0]));
    }

    TestArchive without(String name) {
        if (entries.remove(name) == null) {
            throw new IllegalArgumentException(name + " is not in " + entries.keySet());
        }
        return this;
    }

    private TestArchive put(Entry entry) {
        entries.put(entry.name(), entry);
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Entry entry : entries.values()) {
            if (entry.name().length() > 100) {
                write(out, "././@LongLink", 'L', "", (entry.name() + "\0").getBytes(StandardCharsets.UTF_8));
            }
            write(out, entry.name(), entry.type(), entry.target(), entry.content());
        }
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    byte[] gzip() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            packed.write(bytes());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, String name, char type, String target, byte[] content) {
        byte[] header = header(name, type, target, content.length);
        out.writeBytes(header);
        out.writeBytes(content);
        out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    /** A header of a size that the content needn't have. */
    static byte[] header(String name, char type, String target, long size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name, 100);
        put(header, 100, "0000644\0", 8);
        put(header, 124, String.format("%011o", size), 12);
        header[156] = (byte) type;
        put(header, 157, target, 100);
        put(header, 257, "ustar\0" + "00", 8);
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum), 8);
        return header;
    }

    private static void put(byte[] header, int at, String text, int most) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, Math.min(bytes.length, most));
    }
}
