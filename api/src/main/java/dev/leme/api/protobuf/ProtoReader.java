package dev.leme.api.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads fields of a protobuf message one after another: {@link #next}, then the value by the field's type. */
public final class ProtoReader {

    private final byte[] buffer;
    private final int end;
    private int at;
    private int type;

    /** Reads all of {@code bytes}. */
    public ProtoReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private ProtoReader(byte[] buffer, int from, int end) {
        this.buffer = buffer;
        this.at = from;
        this.end = end;
    }

    /** The next field's number; 0 at the end. */
    public int next() {
        if (at >= end) {
            return 0;
        }
        long tag = varint();
        type = (int) (tag & 7);
        int field = (int) (tag >>> 3);
        if (field <= 0) {
            throw new ProtobufException("proto: illegal tag " + field);
        }
        return field;
    }

    /** A whole number. */
    public long number() {
        expect(0);
        return varint();
    }

    /** A number with a fraction. */
    public double decimal() {
        expect(1);
        need(Long.BYTES);
        long bits = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            bits |= (buffer[at++] & 0xffL) << (8 * i);
        }
        return Double.longBitsToDouble(bits);
    }

    /** Bytes as they are. */
    public byte[] bytes() {
        int length = length();
        at += length;
        return Arrays.copyOfRange(buffer, at - length, at);
    }

    /** A text. */
    public String string() {
        int length = length();
        at += length;
        return new String(buffer, at - length, length, StandardCharsets.UTF_8);
    }

    /** A reader of the message that lies here. */
    public ProtoReader message() {
        int length = length();
        at += length;
        return new ProtoReader(buffer, at - length, at);
    }

    /** Passes over a field that isn't known. */
    public void skip() {
        switch (type) {
            case 0 -> varint();
            case 1 -> advance(Long.BYTES);
            case 2 -> advance(checkedLength());
            case 5 -> advance(Integer.BYTES);
            default -> throw new ProtobufException("proto: illegal wireType " + type);
        }
    }

    private int length() {
        expect(2);
        return checkedLength();
    }

    private int checkedLength() {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw new ProtobufException("unexpected EOF");
        }
        return (int) length;
    }

    private void advance(int count) {
        need(count);
        at += count;
    }

    private void need(int count) {
        if (count > end - at) {
            throw new ProtobufException("unexpected EOF");
        }
    }

    private void expect(int wanted) {
        if (type != wanted) {
            throw new ProtobufException("proto: wrong wireType = " + type);
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            need(1);
            byte part = buffer[at++];
            value |= (part & 0x7fL) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new ProtobufException("proto: integer overflow");
    }
}
