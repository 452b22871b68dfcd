package dev.leme.store;

import java.util.Comparator;

/** The order of keys, and the bounds of ranges. Keys are ordered by code point, which is the order of their UTF-8. */
public final class Keys {
    /** The end of a range that has none. */
    public static final String NO_END = "";

    public static final Comparator<String> ORDER = Keys::compare;

    private Keys() {}

    /** The end of the range of all keys that start with a prefix. */
    public static String endOfPrefix(String prefix) {
        for (int end = prefix.length(); end > 0; ) {
            int last = prefix.codePointBefore(end);
            int start = end - Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                return prefix.substring(0, start) + Character.toString(successor(last));
            }
            end = start;
        }
        return NO_END;
    }

    private static int successor(int codePoint) {
        return codePoint + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : codePoint + 1;
    }

    /** The first key that could follow a key: the start of the rest of a range. */
    public static String after(String key) {
        return key + '\0';
    }

    /** Whether a key is in {@code [from, toExclusive)}. */
    public static boolean inRange(String key, String from, String toExclusive) {
        return compare(key, from) >= 0 && (toExclusive.isEmpty() || compare(key, toExclusive) < 0);
    }

    /** Throws where this can't be a key: it is empty, or has half a surrogate pair and so no UTF-8. */
    static void check(String key) {
        if (key.isEmpty()) throw new IllegalArgumentException("a key can't be empty");
        int i = 0;
        while (i < key.length()) {
            int codePoint = key.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException("the key has half a surrogate pair at " + i);
            }
            i += Character.charCount(codePoint);
        }
    }

    /** Strings compare by UTF-16 units, which puts the code points above U+FFFF before U+E000 to U+FFFF. */
    private static int compare(String a, String b) {
        int shared = Math.min(a.length(), b.length());
        for (int i = 0; i < shared; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x == y) continue;
            if (Character.isSurrogate(x) == Character.isSurrogate(y)) return x - y;
            return Character.isSurrogate(x) ? 1 : -1;
        }
        return a.length() - b.length();
    }
}
