package dev.leme.apiserver.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryHandlerTest {

    private static final Map<String, String> DOCKER = Map.of("ns", "docker.io");

    @TempDir
    Path directory;

    private ImageStore store;
    private RegistryHandler handler;

    @BeforeEach
    void open() throws IOException {
        store = ImageStore.open(directory);
        handler = new RegistryHandler(store);
    }

    private Digest importImage(String name) throws IOException {
        byte[] archive = TestArchive.oci(ImageReference.parse(name).toString()).bytes();
        return store.importArchive(new ByteArrayInputStream(archive), ImportListener.NONE)
                .getFirst()
                .manifest()
                .digest();
    }

    private RegistryResponse send(String method, String path, Map<String, String> query, Map<String, String> headers)
            throws IOException {
        return handler.handle(new RegistryRequest(method, path, query, headers));
    }

    private RegistryResponse get(String path, Map<String, String> query) throws IOException {
        return send("GET", path, query, Map.of());
    }

    private static String body(RegistryResponse response) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        response.body().writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void assertError(int status, String code, RegistryResponse response) throws IOException {
        assertEquals(status, response.status());
        assertEquals("application/json", response.headers().get("Content-Type"));
        assertTrue(body(response).startsWith("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\""), body(response));
    }

    @Test
    void root_get_saysThatThisIsARegistry() throws IOException {
        RegistryResponse response = get("/v2/", Map.of());
        assertEquals(200, response.status());
        assertEquals("registry/2.0", response.headers().get("Docker-Distribution-Api-Version"));
    }

    @Test
    void manifest_byTagThenDigest_asContainerdPulls() throws IOException {
        Digest digest = importImage("nginx");
        RegistryResponse head = send("HEAD", "/v2/library/nginx/manifests/latest", DOCKER, Map.of());
        assertEquals(200, head.status());
        assertEquals("", body(head));
        assertEquals(digest.toString(), head.headers().get("Docker-Content-Digest"));
        assertEquals(MediaTypes.OCI_MANIFEST, head.headers().get("Content-Type"));
        RegistryResponse whole = get("/v2/library/nginx/manifests/" + digest, DOCKER);
        assertEquals(digest, Digest.of(body(whole).getBytes(StandardCharsets.UTF_8)));
        assertEquals(head.headers().get("Content-Length"), "" + body(whole).length());
        assertEquals(head.headers(), whole.headers());
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, library/nginx, docker.io, 200",
        "nginx, library/nginx, '', 200",
        "nginx, nginx, docker.io, 200",
        "nginx, library/nginx, quay.io, 404",
        "quay.io/a/b, a/b, quay.io, 200",
        "quay.io/a/b, quay.io/a/b, '', 200",
        "quay.io/a/b, a/b, '', 404",
        "quay.io/a/b, a/b, docker.io, 404",
        "localhost:5000/x, x, localhost:5000, 200",
        "localhost:5000/x, x, localhost:5001, 404"
    })
    void manifest_namespace_saysWhichRegistryIsMeant(String image, String path, String ns, int status)
            throws IOException {
        importImage(image);
        RegistryResponse response =
                get("/v2/" + path + "/manifests/latest", ns.isEmpty() ? Map.of() : Map.of("ns", ns));
        assertEquals(status, response.status());
        if (status == 404) {
            assertError(404, "MANIFEST_UNKNOWN", response);
        }
    }

    @Test
    void blob_whole_isSent() throws IOException {
        importImage("nginx");
        RegistryResponse response = get("/v2/library/nginx/blobs/" + TestArchive.digest("two"), DOCKER);
        assertEquals("two", body(response));
        assertEquals("3", response.headers().get("Content-Length"));
        assertEquals("bytes", response.headers().get("Accept-Ranges"));
        assertEquals("application/octet-stream", response.headers().get("Content-Type"));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-, 206, two, bytes 0-2/3",
        "bytes=1-, 206, wo, bytes 1-2/3",
        "bytes=1-1, 206, w, bytes 1-1/3",
        "bytes=1-99, 206, wo, bytes 1-2/3",
        "bytes=-2, 206, wo, bytes 1-2/3",
        "bytes=-9, 206, two, bytes 0-2/3",
        "bytes=3-, 416, , bytes */3",
        "bytes=-0, 416, , bytes */3",
        "'bytes=0-0,2-2', 200, two, ",
        "bytes=2-1, 200, two, ",
        "bytes=-, 200, two, ",
        "lines=1-2, 200, two, ",
        "bytes=99999999999999999999-, 200, two, "
    })
    void blob_range_sendsThatPart(String range, int status, String content, String contentRange) throws IOException {
        importImage("nginx");
        RegistryResponse response =
                send("GET", "/v2/library/nginx/blobs/" + TestArchive.digest("two"), DOCKER, Map.of("range", range));
        assertEquals(status, response.status());
        assertEquals(contentRange, response.headers().get("Content-Range"));
        assertEquals("" + body(response).length(), response.headers().get("Content-Length"));
        if (content != null) {
            assertEquals(content, body(response));
        }
    }

    @Test
    void tags_pages_followTheLink() throws IOException {
        for (String tag : new String[] {"3", "1", "2"}) {
            importImage("quay.io/a/b:" + tag);
        }
        importImage("quay.io/a/bb:9");
        Map<String, String> quay = Map.of("ns", "quay.io");
        assertEquals("{\"name\":\"a/b\",\"tags\":[\"1\",\"2\",\"3\"]}", body(get("/v2/a/b/tags/list", quay)));
        RegistryResponse page = get("/v2/a/b/tags/list", Map.of("ns", "quay.io", "n", "2"));
        assertEquals("{\"name\":\"a/b\",\"tags\":[\"1\",\"2\"]}", body(page));
        assertEquals(
                "</v2/a/b/tags/list?n=2&last=2&ns=quay.io>; rel=\"next\"",
                page.headers().get("Link"));
        RegistryResponse last = get("/v2/a/b/tags/list", Map.of("ns", "quay.io", "n", "2", "last", "2"));
        assertEquals("{\"name\":\"a/b\",\"tags\":[\"3\"]}", body(last));
        assertError(404, "NAME_UNKNOWN", get("/v2/a/c/tags/list", quay));
    }

    @Test
    void errors_badRequests_followTheSpec() throws IOException {
        importImage("nginx");
        Digest absent = TestArchive.digest("absent");
        assertError(404, "BLOB_UNKNOWN", get("/v2/library/nginx/blobs/" + absent, DOCKER));
        assertError(404, "MANIFEST_UNKNOWN", get("/v2/library/nginx/manifests/" + absent, DOCKER));
        assertError(404, "MANIFEST_UNKNOWN", get("/v2/library/nginx/manifests/" + TestArchive.digest("one"), DOCKER));
        assertError(400, "DIGEST_INVALID", get("/v2/library/nginx/blobs/sha256:12", DOCKER));
        assertError(400, "NAME_INVALID", get("/v2/Library/../nginx/manifests/latest", DOCKER));
        assertError(400, "NAME_INVALID", get("/v2/nginx/manifests/latest", Map.of("ns", "../../etc")));
        assertError(404, "UNSUPPORTED", get("/v2/nginx/other/latest", DOCKER));
        assertError(404, "UNSUPPORTED", get("/v2/nginx", DOCKER));
        assertError(405, "UNSUPPORTED", send("POST", "/v2/library/nginx/blobs/uploads/", DOCKER, Map.of()));
    }
}
