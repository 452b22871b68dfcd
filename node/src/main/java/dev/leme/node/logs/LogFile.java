package dev.leme.node.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A log file that is read line by line while it may still grow. */
final class LogFile implements AutoCloseable {
    private static final int BLOCK = 16 * 1024;

    private final Path path;
    private final SeekableByteChannel channel;
    private final @Nullable Object key;
    private final ByteBuffer buffer = ByteBuffer.allocate(BLOCK).flip();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LogFile(Path path) throws IOException {
        this.path = path;
        this.channel = Files.newByteChannel(path);
        this.key = key(path);
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /** The next complete line without its newline, or null when there is none yet. */
    byte @Nullable [] next() throws IOException {
        while (true) {
            while (buffer.hasRemaining()) {
                byte b = buffer.get();
                if (b == '\n') {
                    byte[] complete = line.toByteArray();
                    line.reset();
                    return complete;
                }
                line.write(b);
            }
            buffer.clear();
            int read = channel.read(buffer);
            buffer.flip();
            if (read <= 0) {
                return null;
            }
        }
    }

    /** Whether another file lies at the path now: the log was rotated. */
    boolean isReplaced() throws IOException {
        return Files.exists(path) && !Objects.equals(key, key(path));
    }

    /** Goes to where the last {@code lines} lines begin. */
    void seekTail(long lines) throws IOException {
        long size = channel.size();
        long newlines = 0;
        long start = lines == 0 ? 0 : size;
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        channel.position(lines == 0 ? size : 0);
        while (start > 0) {
            int length = (int) Math.min(BLOCK, start);
            start -= length;
            read(block.clear().limit(length), start);
            for (int i = length - 1; i >= 0; i--) {
                boolean endsLine = block.get(i) == '\n' && start + i < size - 1;
                newlines += endsLine ? 1 : 0;
                if (newlines == lines) {
                    channel.position(start + i + 1);
                    return;
                }
            }
        }
        channel.position(lines == 0 ? size : 0);
    }

    private void read(ByteBuffer block, long from) throws IOException {
        channel.position(from);
        int read = 0;
        while (block.hasRemaining() && read >= 0) {
            read = channel.read(block);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
