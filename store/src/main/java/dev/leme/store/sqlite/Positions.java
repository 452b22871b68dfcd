package dev.leme.store.sqlite;

/** How revisions are packed into the positions of rows; see {@link Schema}. */
final class Positions {
    private static final int BITS = 7;

    private Positions() {}

    static long of(long revision, int op) {
        return (revision << BITS) + op;
    }

    /** Before every row of a revision. */
    static long start(long revision) {
        return of(revision, 0);
    }

    /** Behind every row of a revision. */
    static long end(long revision) {
        return of(revision + 1, 0);
    }

    static long revision(long position) {
        return position >> BITS;
    }
}
