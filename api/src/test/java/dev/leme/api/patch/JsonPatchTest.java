package dev.leme.api.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 6902's appendix A, and what upstream's server adds to them. */
class JsonPatchTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {"foo":"bar"} | [{"op":"add","path":"/baz","value":"qux"}] | {"baz":"qux","foo":"bar"}
                    {"foo":["bar","baz"]} | [{"op":"add","path":"/foo/1","value":"qux"}] | {"foo":["bar","qux","baz"]}
                    {"baz":"qux","foo":"bar"} | [{"op":"remove","path":"/baz"}] | {"foo":"bar"}
                    {"foo":["bar","qux","baz"]} | [{"op":"remove","path":"/foo/1"}] | {"foo":["bar","baz"]}
                    {"baz":"qux","foo":"bar"} | [{"op":"replace","path":"/baz","value":"boo"}] | {"baz":"boo","foo":"bar"}
                    {"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}} | [{"op":"move","from":"/foo/waldo","path":"/qux/thud"}] | {"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}
                    {"foo":["all","grass","cows","eat"]} | [{"op":"move","from":"/foo/1","path":"/foo/3"}] | {"foo":["all","cows","eat","grass"]}
                    {"baz":"qux","foo":["a",2,"c"]} | [{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}] | {"baz":"qux","foo":["a",2,"c"]}
                    {"foo":"bar"} | [{"op":"add","path":"/child","value":{"grandchild":{}}}] | {"foo":"bar","child":{"grandchild":{}}}
                    {"foo":"bar"} | [{"op":"add","path":"/baz","value":"qux","xyz":123}] | {"foo":"bar","baz":"qux"}
                    {"/":9,"~1":10} | [{"op":"test","path":"/~01","value":10}] | {"/":9,"~1":10}
                    {"foo":["bar"]} | [{"op":"add","path":"/foo/-","value":["abc","def"]}] | {"foo":["bar",["abc","def"]]}
                    {"a":{"b":1}} | [{"op":"copy","from":"/a","path":"/c"}] | {"a":{"b":1},"c":{"b":1}}
                    {"l":[1,2,3]} | [{"op":"remove","path":"/l/-1"}] | {"l":[1,2]}
                    {"m":{"a/b":1}} | [{"op":"replace","path":"/m/a~1b","value":2}] | {"m":{"a/b":2}}
                    {} | [{"op":"test","path":"/gone","value":null}] | {}
                    """)
    void apply_operations_changeTheDocument(String document, String patch, String expected) {
        assertEquals(Json.parse(expected), JsonPatch.apply(Json.parse(document), (JsonArray) Json.parse(patch)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {"baz":"qux"} | [{"op":"test","path":"/baz","value":"bar"}]
                    {"foo":"bar"} | [{"op":"add","path":"/baz/bat","value":"qux"}]
                    {"foo":"bar"} | [{"op":"remove","path":"/baz"}]
                    {"foo":"bar"} | [{"op":"replace","path":"/baz","value":1}]
                    {"foo":[1]} | [{"op":"replace","path":"/foo/1","value":1}]
                    {"foo":[1]} | [{"op":"add","path":"/foo/2","value":1}]
                    {"foo":{"a":1}} | [{"op":"move","from":"/foo","path":"/foo/b"}]
                    {"foo":1} | [{"op":"add","path":"/foo/b","value":1}]
                    {"foo":1} | [{"op":"dance","path":"/foo"}]
                    {"foo":1} | [{"op":"add","value":1}]
                    """)
    void apply_operationThatDoesNotFit_isUnprocessable(String document, String patch) {
        ApiException error = assertThrows(
                ApiException.class, () -> JsonPatch.apply(Json.parse(document), (JsonArray) Json.parse(patch)));
        assertEquals(422, error.code());
        assertEquals(Reason.INVALID, error.reason());
        assertEquals("the server rejected our request due to an error in our request", error.text());
    }

    @Test
    void apply_copiesThatDouble_areStopped() {
        StringBuilder patch = new StringBuilder("[{\"op\":\"add\",\"path\":\"/a\",\"value\":[\"0123456789\"]}");
        patch.append(",{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/a/-\"}".repeat(64))
                .append(']');
        ApiException error = assertThrows(
                ApiException.class, () -> JsonPatch.apply(Json.parse("{}"), (JsonArray) Json.parse(patch.toString())));
        assertEquals(422, error.code());
    }

    @Test
    void apply_tooManyOperations_isTooLarge() {
        String one = "{\"op\":\"add\",\"path\":\"/a\",\"value\":1}";
        JsonArray patch = (JsonArray) Json.parse("[" + (one + ",").repeat(10_000) + one + "]");
        ApiException error = assertThrows(ApiException.class, () -> JsonPatch.apply(Json.parse("{}"), patch));
        assertEquals(413, error.code());
    }
}
