package dev.leme.apiserver.registry;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The bytes of a tar file, unpacked where they are compressed, and no more of them than the limit. */
final class ArchiveStream extends FilterInputStream {

    private static final int BUFFER = 128 << 10;

    private long left;

    private ArchiveStream(InputStream in, long limit) {
        super(in);
        left = limit;
    }

    /** Unpacks gzip, and throws {@link ArchiveException} for an empty file and for other compressions. */
    static ArchiveStream of(InputStream archive, long limit) throws IOException {
        BufferedInputStream in = new BufferedInputStream(archive, BUFFER);
        in.mark(8);
        byte[] start = in.readNBytes(6);
        in.reset();
        if (start.length == 0) {
            throw new ArchiveException("the archive is empty");
        }
        if (starts(start, 0x1f, 0x8b)) {
            return new ArchiveStream(gzip(in), limit);
        }
        String other = starts(start, 0x28, 0xb5, 0x2f, 0xfd)
                ? "zstd"
                : starts(start, 0xfd, '7', 'z', 'X', 'Z') ? "xz" : starts(start, 'B', 'Z', 'h') ? "bzip2" : "";
        if (!other.isEmpty()) {
            throw new ArchiveException("the archive is compressed with " + other
                    + ": unpack it first, or use gzip, which is read directly");
        }
        return new ArchiveStream(in, limit);
    }

    private static InputStream gzip(InputStream in) throws IOException {
        try {
            return new GZIPInputStream(in, BUFFER);
        } catch (EOFException end) {
            throw new ArchiveException("the archive is truncated", end);
        }
    }

    private static boolean starts(byte[] start, int... magic) {
        byte[] bytes = new byte[magic.length];
        for (int i = 0; i < magic.length; i++) {
            bytes[i] = (byte) magic[i];
        }
        return start.length >= bytes.length && Arrays.equals(start, 0, bytes.length, bytes, 0, bytes.length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read;
        try {
            read = super.read(buffer, offset, length);
        } catch (EOFException end) {
            throw new ArchiveException("the archive is truncated", end);
        } catch (ZipException bad) {
            throw new ArchiveException("the archive's gzip data is damaged: " + bad.getMessage(), bad);
        }
        left -= Math.max(0, read);
        if (left < 0) {
            throw new ArchiveException("the archive is larger than the limit when unpacked");
        }
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        byte[] buffer = new byte[(int) Math.min(bytes, BUFFER)];
        return Math.max(0, read(buffer, 0, buffer.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
