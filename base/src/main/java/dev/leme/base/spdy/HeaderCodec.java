package dev.leme.base.spdy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Header blocks to bytes and back. Each direction is one zlib stream for the connection's whole life, so blocks must be
 * coded in the order in which they travel; one thread at a time for each direction.
 */
final class HeaderCodec {
    /** Far more than any client sends; a decompression bomb ends the connection here. */
    private static final int MOST_BYTES = 256 * 1024;

    private final Deflater deflater = new Deflater();
    private final Inflater inflater = new Inflater();

    HeaderCodec() {
        deflater.setDictionary(HeaderDictionary.bytes());
    }

    byte[] encode(Map<String, String> headers) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(plain);
        data.writeInt(headers.size());
        for (Map.Entry<String, String> header : headers.entrySet()) {
            writeText(data, header.getKey().toLowerCase(Locale.ROOT));
            writeText(data, header.getValue());
        }
        return deflate(plain.toByteArray());
    }

    private byte[] deflate(byte[] plain) {
        deflater.setInput(plain);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1024];
        int count;
        do {
            count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            out.write(buffer, 0, count);
        } while (count == buffer.length);
        return out.toByteArray();
    }

    /** The names come out in lower case; several values of one name are separated by NUL. */
    Map<String, String> decode(byte[] block) throws IOException {
        DataInputStream data = new DataInputStream(new ByteArrayInputStream(inflate(block)));
        int count = data.readInt();
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String name = readText(data).toLowerCase(Locale.ROOT);
            headers.put(name, readText(data));
        }
        return headers;
    }

    private byte[] inflate(byte[] block) throws IOException {
        inflater.setInput(block);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        try {
            while (true) {
                int count = inflater.inflate(buffer);
                if (count == 0 && inflater.needsDictionary()) {
                    inflater.setDictionary(HeaderDictionary.bytes());
                } else if (count == 0) {
                    return out.toByteArray();
                }
                out.write(buffer, 0, count);
                if (out.size() > MOST_BYTES) {
                    throw new IOException("SPDY header block is larger than " + MOST_BYTES + " bytes");
                }
            }
        } catch (DataFormatException | IllegalArgumentException malformed) {
            throw new IOException("malformed SPDY header block", malformed);
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("malformed SPDY header block");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    /** Frees the encoder's memory, under the lock that encoding is done under. */
    void endEncoding() {
        deflater.end();
    }

    /** Frees the decoder's memory, on the thread that decodes. */
    void endDecoding() {
        inflater.end();
    }
}
