package dev.leme.node.runtime.pause;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An image of one layer, for this machine's architecture, as its three blobs and as an OCI archive. The same input
 * gives the same digests.
 */
public final class OciImage {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    private final String name;
    private final Blob layer;
    private final Blob config;
    private final Blob manifest;

    /** Bytes that are known by their digest. */
    public static final class Blob {
        private final String mediaType;
        private final byte[] bytes;
        private final String digest;

        private Blob(String mediaType, byte[] bytes) {
            this.mediaType = mediaType;
            this.bytes = bytes.clone();
            this.digest = "sha256:" + HexFormat.of().formatHex(sha256(bytes));
        }

        public String mediaType() {
            return mediaType;
        }

        public byte[] bytes() {
            return bytes.clone();
        }

        /** {@code sha256:…}. */
        public String digest() {
            return digest;
        }

        private JsonObject descriptor() {
            return JsonObject.builder()
                    .put("mediaType", mediaType)
                    .put("digest", digest)
                    .put("size", bytes.length)
                    .build();
        }
    }

    /**
     * @param name with registry and tag
     * @param layer an uncompressed tar
     * @param runtimeConfig the image's {@code config} member: {@code Entrypoint}, {@code Env}, {@code User}, …
     */
    public OciImage(String name, TarArchive layer, JsonObject runtimeConfig) {
        this.name = name;
        this.layer = new Blob(LAYER, layer.bytes());
        this.config = new Blob(
                CONFIG,
                Json.bytes(JsonObject.builder()
                        .put("architecture", architecture())
                        .put("os", "linux")
                        .put("config", runtimeConfig)
                        .put(
                                "rootfs",
                                JsonObject.builder()
                                        .put("type", "layers")
                                        .put("diff_ids", JsonArray.ofStrings(List.of(this.layer.digest)))
                                        .build())
                        .build()));
        this.manifest = new Blob(
                MANIFEST,
                Json.bytes(JsonObject.builder()
                        .put("schemaVersion", 2)
                        .put("mediaType", MANIFEST)
                        .put("config", this.config.descriptor())
                        .put("layers", JsonArray.of(this.layer.descriptor()))
                        .build()));
    }

    /** This machine's architecture as images name it. */
    public static String architecture() {
        return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> System.getProperty("os.arch");
        };
    }

    public String name() {
        return name;
    }

    public Blob manifest() {
        return manifest;
    }

    /** Layer, configuration and manifest, in the order in which a registry wants them. */
    public List<Blob> blobs() {
        return List.of(layer, config, manifest);
    }

    /** An OCI image layout in a tar, named so that every importer gives the image its full name. */
    public byte[] ociArchive() {
        JsonObject named = manifest.descriptor().with("annotations", JsonObject.ofStrings(orderedNames()));
        JsonObject index = JsonObject.builder()
                .put("schemaVersion", 2)
                .put("manifests", JsonArray.of(named))
                .build();
        TarArchive tar = new TarArchive()
                .file("oci-layout", 0644, "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8))
                .file("index.json", 0644, Json.bytes(index))
                .directory("blobs", 0755)
                .directory("blobs/sha256", 0755);
        for (Blob blob : blobs()) {
            tar.file("blobs/" + blob.digest.replace(':', '/'), 0644, blob.bytes);
        }
        return tar.bytes();
    }

    private Map<String, String> orderedNames() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("io.containerd.image.name", name);
        names.put("org.opencontainers.image.ref.name", name.substring(name.lastIndexOf(':') + 1));
        return names;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
