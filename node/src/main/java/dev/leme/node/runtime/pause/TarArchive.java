package dev.leme.node.runtime.pause;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Writes a tar archive (ustar) in memory; owners are root and times zero, so the same content gives the same bytes. */
public final class TarArchive {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public TarArchive directory(String path, int mode) {
        header(path.endsWith("/") ? path : path + "/", mode, 0, '5', "");
        return this;
    }

    public TarArchive file(String path, int mode, byte[] content) {
        header(path, mode, content.length, '0', "");
        out.writeBytes(content);
        out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        return this;
    }

    public TarArchive symbolicLink(String path, String target) {
        header(path, 0777, 0, '2', target);
        return this;
    }

    /** The archive so far, with its end. */
    public byte[] bytes() {
        byte[] content = out.toByteArray();
        return Arrays.copyOf(content, content.length + 2 * BLOCK);
    }

    private void header(String path, int mode, long size, char type, String link) {
        byte[] header = new byte[BLOCK];
        put(header, 0, 100, path);
        put(header, 100, 8, octal(mode, 7));
        put(header, 108, 8, octal(0, 7));
        put(header, 116, 8, octal(0, 7));
        put(header, 124, 12, octal(size, 11));
        put(header, 136, 12, octal(0, 11));
        put(header, 148, 8, "        ");
        put(header, 156, 1, String.valueOf(type));
        put(header, 157, 100, link);
        put(header, 257, 8, "ustar\00000");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, 8, octal(sum, 6) + "\0 ");
        out.writeBytes(header);
    }

    private static String octal(long value, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "o", value);
    }

    private static void put(byte[] header, int at, int room, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > room) {
            throw new IllegalArgumentException("too long for a tar header: " + text);
        }
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
