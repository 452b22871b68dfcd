package dev.leme.proxy.nft;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** The calls of libnftables(3) that are used here. Loaded when first needed. */
@SuppressWarnings("restricted")
final class Libnftables {

    private static final String FILE = "libnftables.so.1";

    private static @Nullable Libnftables loaded;

    private final MethodHandle contextNew;
    private final MethodHandle contextFree;
    private final MethodHandle bufferOutput;
    private final MethodHandle bufferError;
    private final MethodHandle dryRun;
    private final MethodHandle run;
    private final MethodHandle output;
    private final MethodHandle error;

    private Libnftables(SymbolLookup symbols) {
        FunctionDescriptor number = FunctionDescriptor.of(JAVA_INT, ADDRESS);
        FunctionDescriptor pointer = FunctionDescriptor.of(ADDRESS, ADDRESS);
        contextNew = handle(symbols, "nft_ctx_new", FunctionDescriptor.of(ADDRESS, JAVA_INT));
        contextFree = handle(symbols, "nft_ctx_free", FunctionDescriptor.ofVoid(ADDRESS));
        bufferOutput = handle(symbols, "nft_ctx_buffer_output", number);
        bufferError = handle(symbols, "nft_ctx_buffer_error", number);
        dryRun = handle(symbols, "nft_ctx_set_dry_run", FunctionDescriptor.ofVoid(ADDRESS, JAVA_BOOLEAN));
        run = handle(symbols, "nft_run_cmd_from_buffer", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        output = handle(symbols, "nft_ctx_get_output_buffer", pointer);
        error = handle(symbols, "nft_ctx_get_error_buffer", pointer);
    }

    private static MethodHandle handle(SymbolLookup symbols, String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), type);
    }

    static synchronized Libnftables load() {
        Libnftables library = loaded;
        if (library == null) {
            library = new Libnftables(find());
            loaded = library;
        }
        return library;
    }

    private static SymbolLookup find() {
        try {
            return SymbolLookup.libraryLookup(FILE, Arena.global());
        } catch (IllegalArgumentException missing) {
            throw new NftablesException(FILE + " is missing: apt-get install libnftables1");
        }
    }

    /** A context that keeps its output and its errors; NULL where there is none to have. */
    MemorySegment newContext() {
        try {
            MemorySegment context = (MemorySegment) contextNew.invokeExact(0);
            boolean buffered = !context.equals(MemorySegment.NULL)
                    && (int) bufferOutput.invokeExact(context) == 0
                    && (int) bufferError.invokeExact(context) == 0;
            return buffered ? context : MemorySegment.NULL;
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    void free(MemorySegment context) {
        try {
            contextFree.invokeExact(context);
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /** Whether commands are only looked at from now on. */
    void dryRun(MemorySegment context, boolean dry) {
        try {
            dryRun.invokeExact(context, dry);
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /** Whether the commands were carried out. */
    boolean run(MemorySegment context, MemorySegment commands) {
        try {
            return (int) run.invokeExact(context, commands) == 0;
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    /** What the last run printed. */
    String output(MemorySegment context) {
        return text(output, context);
    }

    /** What the last run complained of. */
    String error(MemorySegment context) {
        return text(error, context);
    }

    private static String text(MethodHandle buffer, MemorySegment context) {
        try {
            MemorySegment pointer = (MemorySegment) buffer.invokeExact(context);
            return pointer.equals(MemorySegment.NULL)
                    ? ""
                    : pointer.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable failure) {
            throw impossible(failure);
        }
    }

    private static AssertionError impossible(Throwable failure) {
        return new AssertionError("a native call throws nothing", failure);
    }
}
