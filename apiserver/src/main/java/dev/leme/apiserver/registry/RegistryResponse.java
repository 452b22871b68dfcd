package dev.leme.apiserver.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the HTTP front end has to answer.
 *
 * @param headers to send as they are; {@code Content-Length} is among them, also in answer to HEAD
 * @param body what to send after them
 */
public record RegistryResponse(int status, Map<String, String> headers, Body body) {

    /** The bytes of an answer. */
    public sealed interface Body {

        /** Writes all of it; {@code out} stays open. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Nothing, as in answer to HEAD. */
    public record NoBody() implements Body {
        @Override
        public void writeTo(OutputStream out) {}
    }

    /** A short answer. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Bytes(byte[] content) implements Body {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(content);
        }
    }

    /** {@code length} bytes of a file from {@code offset}; the front end may hand the file to the kernel instead. */
    public record FilePart(Path file, long offset, long length) implements Body {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            byte[] buffer = new byte[128 << 10];
            try (InputStream in = Files.newInputStream(file)) {
                in.skipNBytes(offset);
                long left = length;
                while (left > 0) {
                    int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                    if (read < 0) {
                        throw new IOException(file + " ended " + left + " bytes early");
                    }
                    out.write(buffer, 0, read);
                    left -= read;
                }
            }
        }
    }
}
