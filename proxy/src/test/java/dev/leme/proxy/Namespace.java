package dev.leme.proxy;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;

/** A network namespace of a test's own. Threads enter it one by one, so no further process is needed. */
final class Namespace implements AutoCloseable {

    private static final int NEW_NET = 0x40000000;
    private static final MethodHandle OPEN =
            libc("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = libc("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SETNS = libc("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private final String name;

    /** Makes it, with its loopback up. */
    Namespace(String name) {
        this.name = name;
        command("ip", "netns", "add", name);
        ip("link set lo up");
    }

    String name() {
        return name;
    }

    @SuppressWarnings("restricted")
    private static MethodHandle libc(String function, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), type, options);
    }

    /** Runs {@code ip} in it. */
    void ip(String arguments) {
        command(("ip -n " + name + " " + arguments).split(" "));
    }

    static String command(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", List.of(command)) + ": " + output);
            }
            return output;
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Starts threads that are in it. */
    ThreadFactory threads() {
        return body -> Thread.ofPlatform().daemon().unstarted(() -> {
            enter();
            body.run();
        });
    }

    /** Runs {@code body} on a thread that is in it. */
    <T> T call(Callable<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(body);
        threads().newThread(task).start();
        try {
            return task.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw failed;
        }
    }

    private void enter() {
        try (Arena arena = Arena.ofConfined()) {
            int file = (int) OPEN.invokeExact(arena.allocateFrom("/var/run/netns/" + name), 0);
            int failed = (int) SETNS.invokeExact(file, NEW_NET);
            int ignored = (int) CLOSE.invokeExact(file);
            if (file < 0 || failed != 0 || ignored != 0) {
                throw new IllegalStateException("can't enter " + name);
            }
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        command("ip", "netns", "delete", name);
    }
}
