package dev.leme.api.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Writes fields of protobuf messages into a growing buffer. */
public final class ProtoWriter {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;

    private byte[] buffer = new byte[512];
    private int size;

    /** What has been written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    /** A whole number; negative ones take ten bytes. */
    public void number(int field, long value) {
        tag(field, VARINT);
        varint(value);
    }

    /** True or false. */
    public void bool(int field, boolean value) {
        number(field, value ? 1 : 0);
    }

    /** A number with a fraction. */
    public void decimal(int field, double value) {
        tag(field, FIXED_64);
        long bits = Double.doubleToRawLongBits(value);
        for (int i = 0; i < Long.BYTES; i++) {
            put((byte) (bits >>> (8 * i)));
        }
    }

    /** A text. */
    public void string(int field, String value) {
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes as they are. */
    public void bytes(int field, byte[] value) {
        tag(field, BYTES);
        varint(value.length);
        room(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
    }

    /** A message that {@code body} writes. */
    public void message(int field, Consumer<ProtoWriter> body) {
        tag(field, BYTES);
        int start = size;
        body.accept(this);
        int length = size - start;
        int prefix = varintSize(length);
        room(prefix);
        System.arraycopy(buffer, start, buffer, start + prefix, length);
        size = start;
        varint(length);
        size = start + prefix + length;
    }

    private void tag(int field, int type) {
        varint((long) field << 3 | type);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        put((byte) rest);
    }

    private static int varintSize(long value) {
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
    }

    private void put(byte value) {
        room(1);
        buffer[size++] = value;
    }

    private void room(int more) {
        if (size + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
