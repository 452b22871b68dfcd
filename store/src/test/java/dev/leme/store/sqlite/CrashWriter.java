package dev.leme.store.sqlite;

import dev.leme.store.Bytes;
import dev.leme.store.Keys;
import dev.leme.store.Store;
import dev.leme.store.Txn;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The process that {@link StoreCrashIT} kills: {@code CrashWriter FILE WRITERS}. Each writer writes its next number under
 * {@value #KEYS} keys in one transaction, of which it makes the first, and reports the number when that is answered.
 */
final class CrashWriter {
    static final int KEYS = 3;
    private static final int VALUE_BYTES = 600;
    private static final int HISTORY = 2_000;

    private CrashWriter() {}

    public static void main(String[] args) throws IOException {
        try (var out = new FileOutputStream(FileDescriptor.out)) {
            var store = SqliteStore.open(Path.of(args[0]), CrashWriter::die);
            report(out, "open");
            int writers = Integer.parseInt(args[1]);
            for (int i = 0; i < writers; i++) {
                int writer = i;
                Thread.ofPlatform().start(() -> write(store, writer, out));
            }
            // Whoever started this process ends it; its end must not be outlived.
            while (System.in.read() >= 0) {}
            Runtime.getRuntime().halt(0);
        }
    }

    private static void die(Throwable bug) {
        bug.printStackTrace();
        Runtime.getRuntime().halt(3);
    }

    private static void write(Store store, int writer, FileOutputStream out) {
        long n = number(store, key(writer, 1));
        while (true) {
            n++;
            long revision = store.commit(txn(writer, n)).revision();
            report(out, writer + " " + n + " " + revision);
            if (writer == 0 && n % 50 == 0) store.compact(Math.max(0, revision - HISTORY));
        }
    }

    private static Txn txn(int writer, long n) {
        var value = Bytes.utf8(n + "." + "x".repeat(VALUE_BYTES));
        var txn = Txn.build().absent(made(writer, n)).put(made(writer, n), Bytes.EMPTY);
        for (int i = 1; i < KEYS; i++) txn.put(key(writer, i), value);
        return txn.done();
    }

    static String key(int writer, int i) {
        return "writer/" + writer + "/" + i;
    }

    static String made(int writer, long n) {
        return "made/" + writer + "/" + n;
    }

    static String allMade(int writer) {
        return "made/" + writer + "/";
    }

    /** The number that a key holds; 0 before the first. */
    static long number(Store store, String key) {
        var page = store.range(key, Keys.after(key), 1, 0);
        if (page.entries().isEmpty()) return 0;
        var text = page.entries().getFirst().value().text();
        return Long.parseLong(text.substring(0, text.indexOf('.')));
    }

    /** One call of the kernel for each line, so a line is there as a whole or not at all. */
    private static void report(FileOutputStream out, String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
