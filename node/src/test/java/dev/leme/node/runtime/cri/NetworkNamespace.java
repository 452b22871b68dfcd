package dev.leme.node.runtime.cri;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A network namespace of a test's own. Sockets made by {@link #call} belong to it for good. */
final class NetworkNamespace implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;

    private final String name;

    private NetworkNamespace(String name) {
        this.name = name;
    }

    static NetworkNamespace create() throws IOException {
        String name = "leme-test-" + UUID.randomUUID().toString().substring(0, 8);
        run("ip", "netns", "add", name);
        NetworkNamespace namespace = new NetworkNamespace(name);
        run("ip", "-n", name, "link", "set", "lo", "up");
        return namespace;
    }

    Path path() {
        return Path.of("/var/run/netns", name);
    }

    /** Words that run a command in here. {@code ip netns exec} would also hide the cgroup mounts. */
    List<String> launcher() {
        return List.of("nsenter", "--net=" + path());
    }

    Socket connect(String host, int port) throws IOException {
        return call(() -> new Socket(InetAddress.getByName(host), port));
    }

    /** Runs on a thread that is in the namespace and ends with the call. */
    <T> T call(Callable<T> body) throws IOException {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter();
            return body.call();
        });
        Thread thread = Thread.ofPlatform().name("in-" + name).start(task);
        try {
            T result = task.get();
            thread.join();
            return result;
        } catch (ExecutionException failure) {
            throw new IOException(failure.getCause());
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    @SuppressWarnings("restricted") // The test's own two system calls.
    private void enter() throws IOException {
        Linker linker = Linker.nativeLinker();
        MethodHandle open = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("open"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        MethodHandle setns = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setns"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int file = (int) open.invokeExact(arena.allocateFrom(path().toString()), 0);
            int result = (int) setns.invokeExact(file, CLONE_NEWNET);
            if (file < 0 || result != 0) {
                throw new IOException("cannot enter " + path());
            }
        } catch (IOException failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(path())) {
            run("ip", "netns", "del", name);
        }
    }
}
