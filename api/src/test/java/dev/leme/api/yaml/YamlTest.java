package dev.leme.api.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import dev.leme.api.schema.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "yes | true",
                "off | false",
                "y | true",
                "~ | null",
                "0644 | 420",
                "0o644 | 420",
                "0x10 | 16",
                "0b11 | 3",
                "1_000 | 1000",
                "1.5 | 1.5",
                "1e3 | 1000",
                "1.0 | 1",
                "2026-01-31 | \"2026-01-31\"",
                "'yes' | \"yes\"",
                "!!str 12 | \"12\"",
                "0.9.1 | \"0.9.1\"",
                "12h | \"12h\"",
                "+1 | 1",
                "-7 | -7",
                "09 | 9",
                "1:30 | \"1:30\"",
                "18446744073709551615 | 18446744073709551615"
            })
    void parse_ofScalar_isWhatKubernetesReads(String yaml, String json) {
        assertEquals(Json.parse("{\"a\":" + json + "}"), Yaml.parse("a: " + yaml));
    }

    @Test
    void parse_ofAnchorsAndMergeKeys_followsThem() {
        assertEquals(Json.parse("""
                {"base":{"a":1,"b":2},"use":{"b":3,"a":1},"again":[{"a":1,"b":2}],"7":"x","true":1}"""), Yaml.parse("""
                base: &base {a: 1, b: 2}
                use: {<<: *base, b: 3}
                again: [*base]
                7: x
                yes: 1
                """));
    }

    @Test
    void parse_ofAliasBomb_fails() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i))
                    .append("*a%d, ".formatted(i - 1).repeat(9))
                    .append("]\n");
        }
        assertThrows(YamlException.class, () -> Yaml.parse(bomb.toString()));
        assertThrows(YamlException.class, () -> Yaml.parse("a: &a [*a]"));
    }

    @Test
    void parse_ofDuplicates_tellsPathAndLine() {
        List<String> found = new ArrayList<>();
        JsonValue value = Yaml.parse(
                "spec:\n  list:\n  - a: 1\n    a: 2\n".getBytes(StandardCharsets.UTF_8),
                duplicate -> found.add(duplicate.path() + " " + duplicate.message()));
        assertEquals(List.of("spec.list[0].a line 4: key \"a\" already set in map"), found);
        assertEquals(Json.parse("{\"spec\":{\"list\":[{\"a\":2}]}}"), value);
    }

    @Test
    void parse_ofBrokenText_saysTheLine() {
        YamlException failure = assertThrows(YamlException.class, () -> Yaml.parse("a: b\nc: d: e\n"));
        assertEquals("yaml: line 2: mapping values are not allowed here", failure.getMessage());
    }

    @Test
    void documents_ofSeveral_passesOverEmptyOnes() {
        assertEquals(2, Yaml.documents("---\na: 1\n---\n# nothing\n---\nb: 2\n").size());
    }

    @Test
    void write_ofTrickyTexts_quotesAsKubectl() {
        JsonObject object = (JsonObject) Json.parse("""
                {"b":"true","a":"","t":"2026-01-31T12:00:00Z","c":"a: b","d":"- x","e":"line\\nnext\\n","f":"x\\ny","g":[],"h":{},
                 "i":[{"z":1,"y":[1,[2]]}],"a10":"10","a9":"1.5","s":" lead","u":"é","tab":"a\\tb","q":"it's","colon":"a:b","star":"*","none":null}""");
        assertEquals("""
                a: ""
                a9: "1.5"
                a10: "10"
                b: "true"
                c: 'a: b'
                colon: a:b
                d: '- x'
                e: |
                  line
                  next
                f: |-
                  x
                  y
                g: []
                h: {}
                i:
                - "y":
                  - 1
                  - - 2
                  z: 1
                none: null
                q: it's
                s: ' lead'
                star: '*'
                t: "2026-01-31T12:00:00Z"
                tab: "a\\tb"
                u: é
                """, Yaml.write(object));
    }

    @Test
    void samples_inYaml_equalThoseInJson() {
        int compared = 0;
        for (Path file : Reference.samples(".yaml")) {
            Path twin = file.resolveSibling(file.getFileName().toString().replace(".yaml", ".json"));
            String text = new String(Reference.bytes(file), StandardCharsets.UTF_8);
            JsonValue json = Json.parse(Reference.bytes(twin));
            assertEquals(json, Yaml.parse(text), file.toString());
            assertEquals(text, Yaml.write(json), file.toString());
            compared++;
        }
        assertTrue(compared > 80, "compared " + compared);
    }

    @Test
    void write_ofRandomTexts_readsBack() {
        long seed = 20260131;
        Random random = new Random(seed);
        String alphabet = "ab1:- #'\"\n\t{}[]&*!|>%@`,?.~yéλ\u0007\u2028\\";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(6);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            JsonObject object =
                    JsonObject.of("k", new JsonString(text.toString())).with(text.toString(), 1);
            assertEquals(object, Yaml.parse(Yaml.write(object)), "seed " + seed + ": " + Yaml.write(object));
        }
    }
}
