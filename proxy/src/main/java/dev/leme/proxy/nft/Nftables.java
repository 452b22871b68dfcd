package dev.leme.proxy.nft;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A context of libnftables: runs commands in nft's language against the network namespace of the calling thread.
 *
 * <p>For one thread only, which calls {@link #open} and everything after it. What one {@link #run} is given is one
 * transaction: all of it comes into force at once, or none.
 */
public final class Nftables implements AutoCloseable {

    private static final int LONGEST_MESSAGE = 2_000;

    private final Libnftables library;
    private final MemorySegment context;

    private Nftables(Libnftables library, MemorySegment context) {
        this.library = library;
        this.context = context;
    }

    /** A new context. Throws {@link NftablesException} where libnftables isn't installed. */
    public static Nftables open() {
        Libnftables library = Libnftables.load();
        MemorySegment context = library.newContext();
        if (context.equals(MemorySegment.NULL)) {
            throw new NftablesException("libnftables gave no context");
        }
        return new Nftables(library, context);
    }

    /** Runs the commands as one transaction and returns what they print. Throws {@link NftablesException}. */
    public String run(String commands) {
        try (Arena arena = Arena.ofConfined()) {
            boolean done = library.run(context, arena.allocateFrom(commands));
            String output = library.output(context);
            String error = library.error(context).strip();
            if (!done) {
                throw new NftablesException(
                        "nftables: " + (error.isEmpty() ? "refused without a reason" : brief(error)));
            }
            return output;
        }
    }

    /** Has the kernel look at the commands and do nothing. Throws {@link NftablesException} where it would refuse them. */
    public void check(String commands) {
        library.dryRun(context, true);
        try {
            run(commands);
        } finally {
            library.dryRun(context, false);
        }
    }

    /** nft repeats the line at fault, which may hold thousands of elements. */
    private static String brief(String error) {
        return error.length() <= LONGEST_MESSAGE ? error : error.substring(0, LONGEST_MESSAGE) + "…";
    }

    @Override
    public void close() {
        library.free(context);
    }
}
