package dev.leme.apiserver.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {

    private static final String DIGEST = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @ParameterizedTest
    @CsvSource({
        "nginx, docker.io/library/nginx:latest",
        "nginx:1.27, docker.io/library/nginx:1.27",
        "bitnami/redis, docker.io/bitnami/redis:latest",
        "docker.io/nginx, docker.io/library/nginx:latest",
        "index.docker.io/library/nginx:1, docker.io/library/nginx:1",
        "quay.io/a/b/c, quay.io/a/b/c:latest",
        "localhost/x, localhost/x:latest",
        "localhost:5000/x:y, localhost:5000/x:y",
        "host:5000/x, host:5000/x:latest",
        "Host/x, Host/x:latest",
        "[::1]:5000/x, [::1]:5000/x:latest",
        "a_b/c__d/e--f.g, docker.io/a_b/c__d/e--f.g:latest",
        "nginx:1@" + DIGEST + ", docker.io/library/nginx:1@" + DIGEST,
        "nginx@" + DIGEST + ", docker.io/library/nginx@" + DIGEST
    })
    void parse_shortName_isCompleted(String text, String full) {
        assertEquals(full, ImageReference.parse(text).toString());
        assertEquals(full, ImageReference.parse(full).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "nginx:",
                "nginx@",
                "Nginx",
                "a//b",
                "/a",
                "a/",
                "a..b",
                "-a",
                "a-",
                "nginx:a b",
                "nginx:-a",
                "nginx@sha256:12",
                "nginx@md5:d41d8cd98f00b204e9800998ecf8427e",
                "quay.io/",
                "a___b",
                "../a",
                "ä",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            })
    void parse_outsideTheGrammar_isRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> ImageReference.parse(text));
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 129})
    void parse_tagLength_isLimitedTo128(int length) {
        String text = "nginx:" + "a".repeat(length);
        if (length <= 128) {
            assertEquals("docker.io/library/" + text, ImageReference.parse(text).toString());
        } else {
            assertThrows(IllegalArgumentException.class, () -> ImageReference.parse(text));
        }
    }
}
