package dev.leme.proxy.conntrack;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Netlink's attributes: length, type, content, padded to four bytes. */
final class Attributes {

    static final int HEADER = 4;
    private static final int TYPE_BITS = 0x3FFF;

    private final Map<Integer, ByteBuffer> contents = new HashMap<>();
    private final Map<Integer, ByteBuffer> whole = new HashMap<>();

    /** Those in {@code bytes}, which is read up to its limit. */
    Attributes(ByteBuffer bytes) {
        int position = bytes.position();
        while (position + HEADER <= bytes.limit()) {
            int length = Short.toUnsignedInt(bytes.getShort(position));
            if (length < HEADER || position + length > bytes.limit()) {
                return;
            }
            int type = bytes.getShort(position + 2) & TYPE_BITS;
            contents.put(type, slice(bytes, position + HEADER, length - HEADER));
            whole.put(type, slice(bytes, position, length));
            position += aligned(length);
        }
    }

    private static ByteBuffer slice(ByteBuffer bytes, int from, int length) {
        return bytes.slice(from, length).order(ByteOrder.nativeOrder());
    }

    static int aligned(int length) {
        return length + 3 & ~3;
    }

    /** Those inside of an attribute; none where it is missing. */
    Attributes nested(int type) {
        return new Attributes(
                contents.getOrDefault(type, ByteBuffer.allocate(0)).duplicate().order(ByteOrder.nativeOrder()));
    }

    @Nullable ByteBuffer content(int type) {
        return contents.get(type);
    }

    /** An attribute with its header. */
    @Nullable ByteBuffer whole(int type) {
        return whole.get(type);
    }
}
