package dev.leme.base.x509;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Walks over the values of a DER encoding; what isn't DER throws {@link IllegalArgumentException}. */
final class DerReader {

    private final byte[] bytes;
    private final int end;
    private int at;

    DerReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private DerReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    boolean hasMore() {
        return at < end;
    }

    /** The tag of the next value; 0 at the end. */
    int tag() {
        return at < end ? bytes[at] & 0xff : 0;
    }

    /** The content of the next value, which must have this tag. */
    DerReader enter(int tag) {
        if (tag() != tag) {
            throw new IllegalArgumentException("not DER: expected tag " + tag + " and got " + tag());
        }
        return content();
    }

    /** The content of the next value of any tag. */
    DerReader content() {
        int start = start();
        int stop = stop(start);
        at = stop;
        return new DerReader(bytes, start, stop);
    }

    /** The next value with its tag and length. */
    byte[] whole() {
        int from = at;
        content();
        return Arrays.copyOfRange(bytes, from, at);
    }

    /** All that is left of this value's content. */
    byte[] rest() {
        return Arrays.copyOfRange(bytes, at, end);
    }

    String text() {
        return new String(bytes, at, end - at, StandardCharsets.UTF_8);
    }

    /** The content as an object identifier. */
    String oid() {
        StringBuilder dotted = new StringBuilder();
        long arc = 0;
        for (; at < end; at++) {
            arc = arc << 7 | bytes[at] & 0x7f;
            if ((bytes[at] & 0x80) == 0) {
                if (dotted.isEmpty()) {
                    long first = Math.min(arc / 40, 2);
                    dotted.append(first).append('.').append(arc - first * 40);
                } else {
                    dotted.append('.').append(arc);
                }
                arc = 0;
            }
        }
        return dotted.toString();
    }

    private int start() {
        if (at + 2 > end) {
            throw new IllegalArgumentException("not DER: cut short");
        }
        int first = bytes[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private int stop(int start) {
        int length = bytes[at + 1] & 0xff;
        if (length >= 0x80) {
            if (start > end || start - at - 2 > 4 || length == 0x80) {
                throw new IllegalArgumentException("not DER: bad length");
            }
            length = 0;
            for (int i = at + 2; i < start; i++) {
                length = length << 8 | bytes[i] & 0xff;
            }
        }
        if (length < 0 || length > end - start) {
            throw new IllegalArgumentException("not DER: cut short");
        }
        return start + length;
    }
}
