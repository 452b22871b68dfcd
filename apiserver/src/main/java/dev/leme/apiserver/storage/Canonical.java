package dev.leme.apiserver.storage;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The bytes in which an object is stored and sent: UTF-8 JSON that begins with kind, apiVersion and metadata, in this order,
 * without a resourceVersion.
 *
 * <p>The fixed beginning lets a revision be put in, and kind and apiVersion be left out (as items of a list have it), by
 * copying bytes: a read never decodes.
 */
public final class Canonical {

    private static final byte[] METADATA = "\"metadata\":{".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] REVISION = "\"resourceVersion\":\"".getBytes(StandardCharsets.US_ASCII);

    private Canonical() {}

    /** The bytes to store. */
    public static byte[] bytes(ApiObject object) {
        JsonObject json = object.json();
        JsonObject.Builder ordered = JsonObject.builder()
                .put("kind", object.kind())
                .put("apiVersion", object.apiVersion())
                .put("metadata", object.metadata().without("resourceVersion"));
        for (Map.Entry<String, JsonValue> member : json) {
            if (ordered.get(member.getKey()) == null) {
                ordered.put(member.getKey(), member.getValue());
            }
        }
        return Json.bytes(ordered.build());
    }

    /** Where {@code "metadata":} begins. */
    public static int metadataOffset(byte[] stored) {
        for (int at = 0; at + METADATA.length <= stored.length; at++) {
            if (stored[at] == '"' && matches(stored, at)) {
                return at;
            }
        }
        throw new IllegalArgumentException("not an object in canonical form");
    }

    private static boolean matches(byte[] stored, int at) {
        for (int i = 0; i < METADATA.length; i++) {
            if (stored[at + i] != METADATA[i]) {
                return false;
            }
        }
        return true;
    }

    /** The stored bytes with {@code revision} put in as the first member of metadata. */
    public static byte[] withRevision(byte[] stored, int metadataOffset, long revision) {
        int at = metadataOffset + METADATA.length;
        boolean last = stored[at] == '}';
        byte[] member =
                ("\"resourceVersion\":\"" + revision + (last ? "\"" : "\",")).getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[stored.length + member.length];
        System.arraycopy(stored, 0, whole, 0, at);
        System.arraycopy(member, 0, whole, at, member.length);
        System.arraycopy(stored, at, whole, at + member.length, stored.length - at);
        return whole;
    }

    /** Bytes that have a revision, with another one in its place. */
    public static byte[] replaceRevision(byte[] bytes, int metadataOffset, long revision) {
        int begin = metadataOffset + METADATA.length + REVISION.length;
        int end = begin;
        while (bytes[end] != '"') {
            end++;
        }
        byte[] digits = Long.toString(revision).getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[bytes.length - (end - begin) + digits.length];
        System.arraycopy(bytes, 0, whole, 0, begin);
        System.arraycopy(digits, 0, whole, begin, digits.length);
        System.arraycopy(bytes, end, whole, begin + digits.length, bytes.length - end);
        return whole;
    }
}
