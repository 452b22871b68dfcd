package dev.leme.api.protobuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.schema.Reference;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProtobufCodecTest {

    private static JsonObject json(String json) {
        return (JsonObject) Json.parse(json);
    }

    @Test
    void samples_decoded_equalThoseInJson() {
        int compared = 0;
        for (Path file : Reference.samples(".pb")) {
            Path twin = file.resolveSibling(file.getFileName().toString().replace(".pb", ".json"));
            JsonObject expected = Json.parseObject(Reference.bytes(twin));
            if (!ProtobufCodec.has(expected.string("apiVersion"), expected.string("kind"))) {
                System.out.println("no protobuf form of " + file.getFileName());
                continue;
            }
            JsonObject decoded = ProtobufCodec.decode(Reference.bytes(file));
            assertEquals(expected, decoded, file.toString());
            assertEquals(expected, ProtobufCodec.decode(ProtobufCodec.encode(expected)), file.toString());
            compared++;
        }
        assertTrue(compared > 80, "compared " + compared);
        System.out.println("protobuf samples: " + compared);
    }

    @Test
    void encode_ofZeroThatIsAValue_keepsIt() {
        JsonObject set = json("""
                {"kind":"StatefulSet","apiVersion":"apps/v1","metadata":{"name":"a"},"spec":{"replicas":0,
                 "template":{"spec":{"automountServiceAccountToken":false,"volumes":[{"name":"v","emptyDir":{}}]}},
                 "volumeClaimTemplates":[{"spec":{"storageClassName":"","resources":{"requests":{"storage":"1Gi"}}}}]}}""");
        assertEquals(set, ProtobufCodec.decode(ProtobufCodec.encode(set)));
    }

    /** A Go client writes an empty text for each member that isn't a pointer. */
    @Test
    void decode_ofEmptyThatMeansAbsent_dropsIt() {
        JsonObject pod = json("""
                {"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","namespace":"","generation":0},
                 "spec":{"nodeName":"","hostNetwork":false,"containers":[{"name":"","image":""}]}}""");
        assertEquals(json("""
                {"kind":"Pod","apiVersion":"v1","metadata":{"name":"a"},"spec":{"containers":[{"name":""}]}}"""), ProtobufCodec.decode(ProtobufCodec.encode(pod)));
    }

    @Test
    void decode_ofBrokenBytes_failsCleanly() {
        byte[] good = ProtobufCodec.encode(json("""
                {"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","labels":{"a":"b"}},"spec":{"containers":[{"name":"c"}]}}"""));
        long seed = 7;
        Random random = new Random(seed);
        int failures = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] bad = good.clone();
            bad[4 + random.nextInt(bad.length - 4)] = (byte) random.nextInt(256);
            try {
                ProtobufCodec.decode(bad);
            } catch (ProtobufException expected) {
                failures++;
            }
        }
        assertTrue(failures > 100, "seed " + seed + ": only " + failures + " failures");
        assertThrows(ProtobufException.class, () -> ProtobufCodec.decode(new byte[] {1, 2}));
        assertFalse(ProtobufCodec.has("example.com/v1", "Custom"));
    }

    @Test
    void watchEvent_holdsTypeAndObject() {
        byte[] object =
                ProtobufCodec.encode(json("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"data\":{\"a\":\"\"}}"));
        ProtoReader event = new ProtoReader(ProtobufCodec.encodeWatchEvent("ADDED", object));
        assertEquals(1, event.next());
        assertEquals("ADDED", event.string());
        assertEquals(2, event.next());
        ProtoReader extension = event.message();
        assertEquals(1, extension.next());
        assertEquals("", ProtobufCodec.decode(extension.bytes()).object("data").string("a"));
    }
}
