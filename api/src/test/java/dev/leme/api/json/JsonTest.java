package dev.leme.api.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void parse_everyKindOfValue_writesTheSameText() {
        String text = "{\"b\":[1,-2.50,\"é\\n\",true,false,null,{}],\"a\":{\"c\":[]},\"n\":9223372036854775807}";
        assertEquals(text, Json.write(Json.parse(text)));
    }

    @Test
    void parse_namesGivenTwice_areToldByPathAndTheLastCounts() {
        List<String> duplicates = new ArrayList<>();
        JsonValue value =
                Json.parse("{\"a\":{\"x\":1,\"l\":[{\"y\":1,\"y\":2}],\"x\":3}}".getBytes(UTF_8), duplicates::add);
        assertEquals(List.of("a.l[0].y", "a.x"), duplicates);
        assertEquals(JsonNumber.of(3), ((JsonObject) value).at("a", "x"));
    }

    @Test
    void parse_brokenText_saysWhy() {
        assertThrows(JsonException.class, () -> Json.parse("{\"a\":"));
        assertThrows(JsonException.class, () -> Json.parse(""));
        assertThrows(JsonException.class, () -> Json.parse("{} {}"));
    }

    @Test
    void equals_otherOrderOfMembers_isEqual() {
        assertEquals(Json.parse("{\"a\":1,\"b\":2}"), Json.parse("{\"b\":2,\"a\":1}"));
        assertEquals(
                Json.parse("{\"a\":1,\"b\":2}").hashCode(),
                Json.parse("{\"b\":2,\"a\":1}").hashCode());
    }

    @Test
    void with_manyMembers_findsEachByIndex() {
        JsonObject object = JsonObject.EMPTY;
        for (int i = 0; i < 100; i++) {
            object = object.with("k" + i, i);
        }
        assertEquals(77, object.number("k77", -1));
        assertEquals(99, object.without("k3").size());
        assertEquals(-1, object.without("k3").number("k3", -1));
    }
}
