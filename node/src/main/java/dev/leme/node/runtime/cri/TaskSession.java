package dev.leme.node.runtime.cri;

import dev.leme.base.stream.ProcessStreams;
import dev.leme.base.stream.TerminalSize;
import dev.leme.node.runtime.RuntimeFailure;
import io.grpc.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one process that runs in a container, between a client and the process's FIFOs. A thread of the
 * platform's for each, since a FIFO blocks one. When the client goes, the process's input ends and its outputs are read
 * to their end all the same, so that the process is held up by nothing.
 */
final class TaskSession {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final TaskProcess process;
    private final TaskFifos fifos;
    private final ProcessStreams streams;
    private final Context.CancellableContext attended = Context.current().withCancellation();
    private final List<FileChannel> holds = new ArrayList<>();
    private final List<Thread> outputs = new ArrayList<>();
    private final List<Thread> inputs = new ArrayList<>();
    private volatile @Nullable IOException clientGone;
    private @Nullable TerminalSize size;
    private boolean running;

    TaskSession(TaskProcess process, TaskFifos fifos, ProcessStreams streams) {
        this.process = process;
        this.fifos = fifos;
        this.streams = streams;
    }

    /** Cancelled when the client has gone. */
    Context attended() {
        return attended;
    }

    @Nullable IOException clientGone() {
        return clientGone;
    }

    /** The terminal's size as far as the client has told it. */
    synchronized @Nullable TerminalSize size() {
        return size;
    }

    private synchronized void resized(TerminalSize wanted) {
        size = wanted;
        if (running) {
            resize(wanted);
        }
    }

    private void resize(TerminalSize wanted) {
        try {
            process.resize(wanted);
        } catch (RuntimeFailure over) {
            // The process, or containerd, is gone: so is its terminal.
        }
    }

    /** Sizes may come before there is a terminal. */
    void openSizes() {
        if (fifos.terminal()) {
            inputs.add(Thread.ofVirtual().name("exec-resize").start(this::pumpSizes));
        }
    }

    /** Before the process's start: the shim waits with it for readers. */
    void openOutputs() throws IOException {
        readFrom(fifos.stdout(), streams.stdout(), "stdout");
        readFrom(fifos.stderr(), streams.stderr(), "stderr");
    }

    private void readFrom(@Nullable Fifo fifo, @Nullable OutputStream to, String name) throws IOException {
        if (fifo != null && to != null) {
            holds.add(fifo.hold());
            FileChannel from = fifo.reader();
            outputs.add(Thread.ofPlatform().daemon().name("exec-" + name).start(() -> pumpOutput(from, to)));
        }
    }

    /** After the process's start, or its failure: from now on an output ends when the process's own end of it does. */
    void releaseOutputs() throws IOException {
        for (FileChannel hold : holds) {
            hold.close();
        }
    }

    void openInputs() {
        setFirstSize();
        InputStream stdin = streams.stdin();
        Fifo fifo = fifos.stdin();
        if (stdin != null && fifo != null) {
            inputs.add(Thread.ofPlatform().daemon().name("exec-stdin").start(() -> pumpInput(stdin, fifo)));
        }
    }

    private synchronized void setFirstSize() {
        running = true;
        TerminalSize first = size;
        if (first != null) {
            resize(first);
        }
    }

    void awaitOutputs() throws InterruptedException {
        for (Thread output : outputs) {
            output.join();
        }
    }

    /** Ends what still feeds the process, which then sees its input end. */
    void end() {
        attended.cancel(null);
        inputs.forEach(Thread::interrupt);
    }

    void abandonOutputs() {
        outputs.forEach(Thread::interrupt);
    }

    private void pumpOutput(FileChannel from, OutputStream to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from) {
            int count;
            while ((count = from.read(ByteBuffer.wrap(buffer))) >= 0) {
                if (clientGone == null) {
                    writeToClient(to, buffer, count);
                }
            }
        } catch (IOException over) {
            // Interrupted: nobody wants the rest.
        }
    }

    private void writeToClient(OutputStream to, byte[] buffer, int count) {
        try {
            to.write(buffer, 0, count);
            to.flush();
        } catch (IOException gone) {
            leave(gone);
        }
    }

    private void leave(IOException gone) {
        clientGone = gone;
        attended.cancel(gone);
    }

    /** The process may end its input whenever it likes; then the pipe is broken, and what the client sends is dropped. */
    private void pumpInput(InputStream from, Fifo fifo) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (FileChannel to = fifo.writer()) {
            int count;
            while ((count = readFromClient(from, buffer)) >= 0) {
                writeAll(ByteBuffer.wrap(buffer, 0, count), to);
            }
        } catch (IOException ended) {
            // Either the client is gone, or the process takes no more input, or the session is over.
        }
        endInput();
    }

    private int readFromClient(InputStream from, byte[] buffer) {
        try {
            return from.read(buffer);
        } catch (IOException gone) {
            leave(gone);
            return -1;
        }
    }

    private static void writeAll(ByteBuffer bytes, FileChannel to) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    private void endInput() {
        // The session's end interrupts this thread, and would also this last call.
        Thread.interrupted();
        try {
            process.closeInput();
        } catch (RuntimeFailure over) {
            // The process, or containerd, is gone: so is its input.
        }
    }

    private void pumpSizes() {
        try {
            TerminalSize wanted;
            while ((wanted = streams.nextResize()) != null) {
                resized(wanted);
            }
        } catch (InterruptedException | RuntimeFailure over) {
            // The session is over.
        }
    }
}
