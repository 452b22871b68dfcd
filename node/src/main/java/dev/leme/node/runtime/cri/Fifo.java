package dev.leme.node.runtime.cri;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A named pipe on disk, for the owner alone. Reading and writing block the platform's thread, not just a virtual one. */
@SuppressWarnings("restricted")
record Fifo(Path path) implements AutoCloseable {
    private static final int OWNER_ONLY = 0600;
    private static final MethodHandle MKFIFO = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("mkfifo"),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    static Fifo create(Path path) throws IOException {
        int result;
        try (Arena arena = Arena.ofConfined()) {
            result = (int) MKFIFO.invokeExact(arena.allocateFrom(path.toString()), OWNER_ONLY);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
        if (result != 0) {
            throw new IOException("cannot make the FIFO " + path);
        }
        return new Fifo(path);
    }

    /** Opens both ends, which never waits; while it is open, neither does opening any other end. */
    FileChannel hold() throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Waits for someone who writes. */
    FileChannel reader() throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    /** Waits for someone who reads. */
    FileChannel writer() throws IOException {
        return FileChannel.open(path, StandardOpenOption.WRITE);
    }

    /** Frees who still waits for the other end, and removes it. */
    @Override
    public void close() throws IOException {
        if (Files.exists(path)) {
            hold().close();
            Files.deleteIfExists(path);
        }
    }
}
