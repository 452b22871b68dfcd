package dev.leme.node.runtime.cri;

import dev.leme.base.stream.ProcessStreams;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The FIFOs that a process's streams go through; null for a stream that nobody asked for.
 *
 * @param terminal whether the process has a terminal, whose output all comes on {@code stdout}
 */
record TaskFifos(
        @Nullable Fifo stdin,
        @Nullable Fifo stdout,
        @Nullable Fifo stderr,
        boolean terminal) implements AutoCloseable {

    static TaskFifos create(Path directory, String id, ProcessStreams streams) throws IOException {
        boolean terminal = streams.tty();
        Fifo stdin = streams.stdin() == null ? null : Fifo.create(directory.resolve(id + "-stdin"));
        Fifo stdout = streams.stdout() == null ? null : Fifo.create(directory.resolve(id + "-stdout"));
        Fifo stderr = streams.stderr() == null || terminal ? null : Fifo.create(directory.resolve(id + "-stderr"));
        return new TaskFifos(stdin, stdout, stderr, terminal);
    }

    /** Where the shim is to write an output. Without a terminal it opens both, whether somebody listens or not. */
    String output(@Nullable Fifo fifo) {
        return fifo == null && !terminal ? "/dev/null" : pathOf(fifo);
    }

    static String pathOf(@Nullable Fifo fifo) {
        return fifo == null ? "" : fifo.path().toString();
    }

    @Override
    public void close() throws IOException {
        for (Fifo fifo : new @Nullable Fifo[] {stdin, stdout, stderr}) {
            if (fifo != null) {
                fifo.close();
            }
        }
    }
}
