package dev.leme.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final List<String> KEYS =
            List.of("", "a", "a\0", "a/", "a/b", "b", "\u00e9", "\uffee", "\ud83d\ude00", "\ud83d\ude01", "\ue000x");

    @Test
    void order_anyKeys_isThatOfTheirUtf8() {
        for (var a : KEYS) {
            for (var b : KEYS) {
                int bytes =
                        Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
                assertEquals(Integer.signum(bytes), Integer.signum(Keys.ORDER.compare(a, b)), a + " and " + b);
            }
        }
    }

    @Test
    void endOfPrefix_anyPrefix_isBehindItsKeysOnly() {
        assertEquals("a0", Keys.endOfPrefix("a/"));
        assertEquals("b", Keys.endOfPrefix("a\udbff\udfff"));
        assertEquals("\ue000", Keys.endOfPrefix("\ud7ff"));
        assertEquals(Keys.NO_END, Keys.endOfPrefix(""));
        assertEquals(Keys.NO_END, Keys.endOfPrefix("\udbff\udfff"));
        for (var prefix : KEYS) {
            assertTrue(Keys.inRange(prefix + "\udbff\udfff", prefix, Keys.endOfPrefix(prefix)), prefix);
        }
    }

    @Test
    void after_key_isTheNextPossibleOne() {
        assertTrue(Keys.ORDER.compare("a", Keys.after("a")) < 0);
        assertTrue(Keys.ORDER.compare(Keys.after("a"), "a\0\0") < 0);
    }
}
