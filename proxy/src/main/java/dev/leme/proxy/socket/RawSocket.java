package dev.leme.proxy.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A socket of the C library, in the network namespace of the thread that opens it. For one thread. */
@SuppressWarnings("restricted")
public final class RawSocket implements AutoCloseable {

    private static final int LARGEST = 65_536;
    private static final MethodHandle SOCKET =
            libc("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = libc("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SEND_TO =
            libc("sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECEIVE =
            libc("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private final int file;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(LARGEST);

    private RawSocket(int file) {
        this.file = file;
    }

    private static MethodHandle libc(String function, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), type);
    }

    /** As socket(2): numbers of Linux. Throws {@link IOException} where the kernel gives none. */
    public static RawSocket open(int family, int type, int protocol) throws IOException {
        try {
            int file = (int) SOCKET.invokeExact(family, type, protocol);
            if (file < 0) {
                throw new IOException("no socket of family " + family + ", type " + type + ", protocol " + protocol);
            }
            return new RawSocket(file);
        } catch (IOException refused) {
            throw refused;
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /** Sends one message; {@code address} is a sockaddr's bytes, none of them for where the socket leads anyway. */
    public void send(byte[] message, byte[] address) throws IOException {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment content = call.allocateFrom(JAVA_BYTE, message);
            MemorySegment target = address.length == 0 ? MemorySegment.NULL : call.allocateFrom(JAVA_BYTE, address);
            long sent = (long) SEND_TO.invokeExact(file, content, (long) message.length, 0, target, address.length);
            if (sent != message.length) {
                throw new IOException("the kernel took no message");
            }
        } catch (IOException refused) {
            throw refused;
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /** Waits for the next message. */
    public byte[] receive() throws IOException {
        try {
            long length = (long) RECEIVE.invokeExact(file, buffer, (long) LARGEST, 0);
            if (length < 0) {
                throw new IOException("the kernel gave no message");
            }
            return buffer.asSlice(0, length).toArray(JAVA_BYTE);
        } catch (IOException refused) {
            throw refused;
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    private static AssertionError impossible(Throwable failure) {
        return new AssertionError("a native call throws nothing", failure);
    }

    @Override
    public void close() {
        try {
            int ignored = (int) CLOSE.invokeExact(file);
            assert ignored <= 0;
        } catch (Throwable failure) {
            throw impossible(failure);
        }
        arena.close();
    }
}
