package dev.leme.base.spdy;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads frames; large data frames come out in pieces, so that none needs more than {@value #PIECE} bytes. */
final class FrameReader {
    private static final int PIECE = 32 * 1024;
    private static final int MOST_CONTROL_BYTES = 256 * 1024;

    private final DataInputStream in;
    private final HeaderCodec headers;
    private int dataLeft;
    private int dataStream;
    private boolean dataFin;

    FrameReader(InputStream in, HeaderCodec headers) {
        this.in = new DataInputStream(in);
        this.headers = headers;
    }

    /** The next frame, or null at the connection's end between two frames. */
    @Nullable Frame read() throws IOException {
        if (dataLeft > 0) {
            return dataPiece();
        }
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int word = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int flagsAndLength = in.readInt();
        int flags = flagsAndLength >>> 24;
        int length = flagsAndLength & 0xffffff;
        boolean fin = (flags & Frame.FLAG_FIN) != 0;
        return word < 0 ? control(word, fin, length) : data(word, fin, length);
    }

    private Frame data(int streamId, boolean fin, int length) throws IOException {
        dataStream = streamId;
        dataFin = fin;
        dataLeft = length;
        return dataPiece();
    }

    private Frame dataPiece() throws IOException {
        byte[] bytes = new byte[Math.min(dataLeft, PIECE)];
        in.readFully(bytes);
        dataLeft -= bytes.length;
        return new Frame.Data(dataStream, dataFin && dataLeft == 0, bytes);
    }

    private Frame control(int word, boolean fin, int length) throws IOException {
        int version = word >>> 16 & 0x7fff;
        int type = word & 0xffff;
        if (version != Frame.VERSION) {
            throw new IOException("SPDY version " + version + " is not spoken here");
        }
        if (length > MOST_CONTROL_BYTES) {
            throw new IOException("SPDY control frame of " + length + " bytes");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("SPDY connection ended within a frame");
        }
        return decode(type, fin, body);
    }

    private Frame decode(int type, boolean fin, byte[] body) throws IOException {
        return switch (type) {
            case Frame.SYN_STREAM -> new Frame.SynStream(id(body), fin, headers.decode(rest(body, 10)));
            case Frame.SYN_REPLY -> new Frame.SynReply(id(body), fin, headers.decode(rest(body, 4)));
            case Frame.HEADERS -> new Frame.Headers(id(body), fin, headers.decode(rest(body, 4)));
            case Frame.RST_STREAM -> new Frame.Reset(id(body), number(body, 4));
            case Frame.PING -> new Frame.Ping(number(body, 0));
            case Frame.GOAWAY -> new Frame.GoAway(id(body), number(body, 4));
            default -> new Frame.Other(type);
        };
    }

    private static int id(byte[] body) throws IOException {
        return number(body, 0) & 0x7fffffff;
    }

    private static int number(byte[] body, int at) throws IOException {
        if (body.length < at + 4) {
            throw new IOException("SPDY frame is too short");
        }
        return (body[at] & 0xff) << 24 | (body[at + 1] & 0xff) << 16 | (body[at + 2] & 0xff) << 8 | body[at + 3] & 0xff;
    }

    private static byte[] rest(byte[] body, int from) throws IOException {
        if (body.length < from) {
            throw new IOException("SPDY frame is too short");
        }
        byte[] rest = new byte[body.length - from];
        System.arraycopy(body, from, rest, 0, rest.length);
        return rest;
    }
}
