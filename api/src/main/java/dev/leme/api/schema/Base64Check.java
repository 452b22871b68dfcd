package dev.leme.api.schema;

import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import java.util.Base64;

/** Bytes in base64, as Go reads them: line ends are passed over, padding is a must. */
final class Base64Check {

    private Base64Check() {}

    /** {@code value}, without line ends where it had some; throws {@link DecodeException} when it isn't base64. */
    static JsonValue checked(JsonValue value, String text) {
        boolean lines = text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
        String bare = lines ? text.replace("\n", "").replace("\r", "") : text;
        int bad = firstBad(bare);
        if (bad >= 0) {
            throw new DecodeException("illegal base64 data at input byte " + bad);
        }
        return lines ? new JsonString(bare) : value;
    }

    private static int firstBad(String text) {
        int end = text.length();
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean letter =
                    (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
            boolean padding = c == '=' && i >= end - 2 && i % 4 >= 2;
            if (!letter && !padding) {
                return i;
            }
        }
        if (end % 4 != 0) {
            return end - end % 4;
        }
        try {
            Base64.getDecoder().decode(text);
            return -1;
        } catch (IllegalArgumentException broken) {
            return end - 1;
        }
    }
}
