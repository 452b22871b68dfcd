package dev.leme.apiserver.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar file entry by entry, forward only: the POSIX ustar and pax formats and GNU's long names and sizes, which are
 * what image tools write. Every header's checksum is verified; an end before its time is an {@link ArchiveException}.
 */
final class TarReader {

    private static final int BLOCK = 512;
    private static final int LONGEST_EXTENSION = 1 << 20;

    /** What an entry is. */
    enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        OTHER
    }

    /** One entry; {@code target} is a link's, else empty. A hard link's target is a path in the archive. */
    record Entry(String name, Kind kind, long size, String target, boolean isSymbolic) {}

    private final InputStream in;
    private long left;
    private long padding;

    TarReader(InputStream in) {
        this.in = in;
    }

    /** The next entry, or null at the end; what was not read of the one before is skipped. */
    @Nullable Entry next() throws IOException {
        Map<String, String> extension = new TreeMap<>();
        while (true) {
            skip(left + padding);
            left = 0;
            padding = 0;
            byte[] header = in.readNBytes(BLOCK);
            if (header.length == 0 || isZero(header)) {
                return null;
            }
            checkHeader(header);
            long size = number(header, 124, 12);
            char type = (char) header[156];
            switch (type) {
                case 'x' -> extension.putAll(pax(extension(size)));
                case 'g' -> extension(size);
                case 'L' -> extension.put("path", text(extension(size)));
                case 'K' -> extension.put("linkpath", text(extension(size)));
                default -> {
                    return entry(header, type, size, extension);
                }
            }
        }
    }

    /** The current entry's content; it ends where the entry ends. */
    InputStream content() {
        return new Content();
    }

    private Entry entry(byte[] header, char type, long headerSize, Map<String, String> extension) throws IOException {
        Kind kind = switch (type) {
            case '0', '\0', '7' -> Kind.FILE;
            case '5' -> Kind.DIRECTORY;
            case '1', '2' -> Kind.LINK;
            default -> Kind.OTHER;
        };
        long size = extension.containsKey("size") ? decimal(extension.get("size")) : headerSize;
        String prefix = text(header, 257, 5).equals("ustar") && header[262] == 0 ? text(header, 345, 155) : "";
        String plain = text(header, 0, 100);
        String name = extension.getOrDefault("path", prefix.isEmpty() ? plain : prefix + "/" + plain);
        expect(kind == Kind.FILE || kind == Kind.OTHER ? size : 0);
        return new Entry(name, kind, left, extension.getOrDefault("linkpath", text(header, 157, 100)), type == '2');
    }

    private void expect(long size) {
        left = size;
        padding = (BLOCK - size % BLOCK) % BLOCK;
    }

    private byte[] extension(long size) throws IOException {
        if (size > LONGEST_EXTENSION) {
            throw new ArchiveException("the tar file has an extended header of " + size + " bytes");
        }
        expect(size);
        return content().readNBytes((int) size);
    }

    private void skip(long bytes) throws IOException {
        try {
            in.skipNBytes(bytes);
        } catch (EOFException end) {
            throw truncated(end);
        }
    }

    private static ArchiveException truncated(EOFException cause) {
        return new ArchiveException("the archive is truncated", cause);
    }

    private static void checkHeader(byte[] header) throws IOException {
        if (header.length < BLOCK) {
            throw new ArchiveException("the archive is truncated, or no tar file");
        }
        int sum = 8 * ' ';
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? 0 : header[i] & 0xff;
        }
        if (sum != number(header, 148, 8)) {
            throw new ArchiveException("the archive is damaged, or no tar file (a header's checksum is wrong)");
        }
    }

    private static boolean isZero(byte[] header) {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return header.length == BLOCK;
    }

    /** An octal number, or GNU's binary one with the first bit set. */
    private static long number(byte[] header, int from, int length) throws IOException {
        if ((header[from] & 0x80) != 0) {
            long value = header[from] & 0x7f;
            for (int i = from + 1; i < from + length; i++) {
                if (value >>> 55 != 0) {
                    throw new ArchiveException("the archive has an entry of an absurd size");
                }
                value = value << 8 | header[i] & 0xff;
            }
            return value;
        }
        String digits = text(header, from, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 8);
        } catch (NumberFormatException bad) {
            throw new ArchiveException("the archive is damaged, or no tar file (a header's number is wrong)", bad);
        }
    }

    private static long decimal(String digits) throws IOException {
        try {
            return Long.parseUnsignedLong(digits, 10) & Long.MAX_VALUE;
        } catch (NumberFormatException bad) {
            throw new ArchiveException("the archive is damaged (a pax size is no number)", bad);
        }
    }

    private static String text(byte[] bytes) {
        return text(bytes, 0, bytes.length);
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    /** Records of the form "length key=value\n", the length counting itself. */
    private static Map<String, String> pax(byte[] records) throws IOException {
        Map<String, String> values = new TreeMap<>();
        int at = 0;
        while (at < records.length) {
            int space = at;
            while (space < records.length && records[space] != ' ') {
                space++;
            }
            long length = decimal(new String(records, at, space - at, StandardCharsets.US_ASCII));
            if (length <= space - at + 1L || at + length > records.length) {
                throw new ArchiveException("the archive is damaged (a pax record's length is wrong)");
            }
            String record = new String(records, space + 1, (int) length - (space - at) - 2, StandardCharsets.UTF_8);
            int equals = record.indexOf('=');
            if (equals > 0) {
                values.put(record.substring(0, equals), record.substring(equals + 1));
            }
            at += (int) length;
        }
        return values;
    }

    private final class Content extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read;
            try {
                read = in.read(buffer, offset, (int) Math.min(length, left));
            } catch (EOFException end) {
                throw truncated(end);
            }
            if (read < 0) {
                throw new ArchiveException("the archive is truncated");
            }
            left -= read;
            return read;
        }
    }
}
