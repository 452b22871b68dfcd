package dev.leme.apiserver.server;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.openapi.ApiResource;
import dev.leme.api.openapi.OpenApiV2;
import dev.leme.api.openapi.OpenApiV2Protobuf;
import dev.leme.api.openapi.OpenApiV3;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The documents, each made when it is first asked for and kept. */
final class OpenApiDocuments {

    private static final String JSON = "application/json";
    /** Clients ask for {@code …spec.v2@v1.0…}; those up to 1.28 can't parse that as the type of an answer. */
    private static final String V2_PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    /** One document; the tag changes with its content. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Document(String contentType, byte[] body, String etag) {}

    private final List<ApiResource> resources;
    private final Map<String, Document> made = new ConcurrentHashMap<>();

    OpenApiDocuments(List<ApiResource> resources) {
        this.resources = resources;
    }

    /** The document of a path, or null. */
    @Nullable Document find(String path, String accept) {
        if (path.equals("/openapi/v2")) {
            boolean protobuf = accept.contains("com.github.proto-openapi.spec.v2");
            return made.computeIfAbsent(protobuf ? "v2.pb" : "v2", key -> v2(protobuf));
        }
        if (path.equals("/openapi/v3")) {
            return made.computeIfAbsent("v3", key -> index());
        }
        String name = path.startsWith("/openapi/v3/") ? path.substring("/openapi/v3/".length()) : "";
        return OpenApiV3.names(resources).contains(name) ? made.computeIfAbsent(name, this::v3) : null;
    }

    private Document v2(boolean protobuf) {
        JsonObject document = OpenApiV2.document(resources, Map.of());
        return protobuf
                ? document(V2_PROTOBUF, OpenApiV2Protobuf.encode(document))
                : document(JSON, Json.bytes(document));
    }

    private Document v3(String name) {
        return document(JSON, Json.bytes(OpenApiV3.document(name, resources, Map.of())));
    }

    private Document index() {
        JsonObject.Builder paths = JsonObject.builder();
        for (String name : OpenApiV3.names(resources)) {
            String hash = hash(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            paths.put(name, JsonObject.EMPTY.with("serverRelativeURL", "/openapi/v3/" + name + "?hash=" + hash));
        }
        return document(JSON, Json.bytes(JsonObject.of("paths", paths.build())));
    }

    private static Document document(String contentType, byte[] body) {
        return new Document(contentType, body, "\"" + hash(body) + "\"");
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest).toUpperCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
