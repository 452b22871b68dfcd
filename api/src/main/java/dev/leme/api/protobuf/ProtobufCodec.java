package dev.leme.api.protobuf;

import dev.leme.api.json.JsonObject;
import dev.leme.api.schema.Schema;
import dev.leme.api.schema.Schemas;
import java.util.Arrays;

/**
 * Objects of built-in kinds in Kubernetes' protobuf encoding ({@code application/vnd.kubernetes.protobuf}): four magic bytes,
 * then a {@code runtime.Unknown} that names apiVersion and kind and holds the object's message.
 *
 * <p>Custom resources have no such form. Throws {@link ProtobufException} for what has none and for broken bytes.
 */
public final class ProtobufCodec {

    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private ProtobufCodec() {}

    /** Whether {@code bytes} begin as the encoding does. */
    public static boolean isProtobuf(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** Whether objects of this kind have a protobuf form. */
    public static boolean has(String apiVersion, String kind) {
        return find(apiVersion, kind) != null;
    }

    /** The object that {@code bytes} hold; what protobuf writes for absent members is left out. */
    public static JsonObject decode(byte[] bytes) {
        if (!isProtobuf(bytes)) {
            throw new ProtobufException(
                    "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        String apiVersion = "";
        String kind = "";
        byte[] raw = new byte[0];
        ProtoReader reader = new ProtoReader(Arrays.copyOfRange(bytes, MAGIC.length, bytes.length));
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> {
                    ProtoReader type = reader.message();
                    for (int part = type.next(); part != 0; part = type.next()) {
                        switch (part) {
                            case 1 -> apiVersion = type.string();
                            case 2 -> kind = type.string();
                            default -> type.skip();
                        }
                    }
                }
                case 2 -> raw = reader.bytes();
                default -> reader.skip();
            }
        }
        JsonObject.Builder object = JsonObject.builder().put("kind", kind).put("apiVersion", apiVersion);
        new MessageReader().read(new ProtoReader(raw), MessageTable.of(schema(apiVersion, kind)), object);
        return object.build();
    }

    /** The bytes of an object, which says by its apiVersion and kind what it is. */
    public static byte[] encode(JsonObject object) {
        String apiVersion = object.string("apiVersion");
        String kind = object.string("kind");
        Schema schema = schema(apiVersion, kind);
        ProtoWriter unknown = new ProtoWriter();
        unknown.message(1, type -> {
            type.string(1, apiVersion);
            type.string(2, kind);
        });
        unknown.message(2, raw -> MessageWriter.write(raw, MessageTable.of(schema), object));
        unknown.string(3, "");
        unknown.string(4, "");
        byte[] body = unknown.toByteArray();
        byte[] bytes = Arrays.copyOf(MAGIC, MAGIC.length + body.length);
        System.arraycopy(body, 0, bytes, MAGIC.length, body.length);
        return bytes;
    }

    /**
     * The message of a watch's event, without the four bytes of length that a stream of them puts before each.
     *
     * @param type ADDED, MODIFIED, DELETED, BOOKMARK or ERROR
     * @param object an object's bytes as {@link #encode} makes them
     */
    public static byte[] encodeWatchEvent(String type, byte[] object) {
        ProtoWriter event = new ProtoWriter();
        event.string(1, type);
        event.message(2, extension -> extension.bytes(1, object));
        return event.toByteArray();
    }

    private static Schema schema(String apiVersion, String kind) {
        Schema schema = find(apiVersion, kind);
        if (schema == null) {
            throw new ProtobufException("no kind \"" + kind + "\" is registered for version \"" + apiVersion + "\"");
        }
        return schema;
    }

    /** Options of requests are of every group and version. */
    private static @org.jspecify.annotations.Nullable Schema find(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        Schema schema = Schemas.of(group, apiVersion.substring(slash + 1), kind);
        return schema == null && kind.endsWith("Options") ? Schemas.of("", "v1", kind) : schema;
    }
}
