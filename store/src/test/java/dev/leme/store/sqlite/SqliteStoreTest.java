package dev.leme.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.store.Bytes;
import dev.leme.store.Entry;
import dev.leme.store.Keys;
import dev.leme.store.Store;
import dev.leme.store.StoreContract;
import dev.leme.store.StoreException;
import dev.leme.store.Txn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {
    @TempDir
    private @Nullable Path directory;

    private Path file() {
        var parent = directory;
        assertNotNull(parent);
        return parent.resolve("leme.db");
    }

    @Override
    protected Store open() {
        return SqliteStore.open(file(), this::bug);
    }

    private Store reopen() {
        store().close();
        return open();
    }

    private void put(String key, String value) {
        store().commit(Txn.put(key, Bytes.utf8(value)));
    }

    @Test
    void reopen_afterWrites_findsEverything() {
        put("a", "1");
        put("a", "2");
        put("b", "1");
        store().commit(Txn.delete("b"));
        var events = store().history("", Keys.NO_END, 0, 0);
        try (var again = reopen()) {
            assertEquals(5, again.revision());
            assertEquals(new Entry("a", Bytes.utf8("2"), 2, 3, 2), again.get("a"));
            assertEquals(events, again.history("", Keys.NO_END, 0, 0));
            assertEquals(6, again.commit(Txn.put("c", Bytes.EMPTY)).revision());
        }
    }

    @Test
    void reopen_afterCompactingADeletion_keepsTheRevision() {
        put("a", "1");
        store().commit(Txn.delete("a"));
        store().compact(3);
        try (var again = reopen()) {
            assertEquals(3, again.revision());
            assertEquals(3, again.compactedRevision());
            assertEquals(4, again.commit(Txn.put("a", Bytes.EMPTY)).revision());
        }
    }

    @Test
    void open_files_areForTheOwnerOnly() throws IOException {
        put("a", "1");
        try (var files = Files.list(file().getParent())) {
            var all = files.filter(each -> each.getFileName().toString().startsWith("leme.db"))
                    .toList();
            assertEquals(4, all.size(), all::toString);
            for (var each : all) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(each)),
                        each::toString);
            }
        }
    }

    @Test
    void open_twiceInOneProcess_isRefusedAndHarmless() {
        var error = assertThrows(StoreException.class, this::open);
        assertEquals(file() + " is already open in this process", error.getMessage());
        put("a", "1");
    }

    @Test
    void open_otherKindOfFile_isRefusedAndUnchanged() throws IOException {
        var other = file().resolveSibling("other.db");
        var content = "this is a text, and no database at all. ".repeat(20);
        Files.writeString(other, content);
        var error = assertThrows(StoreException.class, () -> SqliteStore.open(other, this::bug));
        assertEquals("opening " + other + " failed: it is not an SQLite database", error.getMessage());
        assertEquals(content, Files.readString(other));
    }

    @Test
    void open_directory_isRefusedAndUnchanged() throws IOException {
        var other = Files.createDirectory(file().resolveSibling("other.db"));
        var mode = Files.getPosixFilePermissions(other);
        var error = assertThrows(StoreException.class, () -> SqliteStore.open(other, this::bug));
        assertEquals(other + " is not a file", error.getMessage());
        assertEquals(mode, Files.getPosixFilePermissions(other));
    }

    @Test
    void open_otherProgramsDatabase_isRefused() throws SQLException {
        var other = file().resolveSibling("other.db");
        execute(other, "CREATE TABLE t (x)");
        var error = assertThrows(StoreException.class, () -> SqliteStore.open(other, this::bug));
        assertEquals(other + " is not a store: another program made it", error.getMessage());
    }

    @Test
    void open_newerSchema_isRefused() throws SQLException {
        store().close();
        execute(file(), "PRAGMA user_version = 9");
        var error = assertThrows(StoreException.class, this::open);
        assertEquals(file() + " has schema version 9, this program knows 1", error.getMessage());
    }

    @Test
    void file_openStore_canBeReadByOthers() throws SQLException {
        put("a", "1");
        put("b", "1");
        put("b", "22");
        store().commit(Txn.delete("a"));
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT key, revision, CAST(value AS TEXT) FROM current")) {
            assertTrue(rows.next());
            assertEquals(List.of("b", "4", "22"), List.of(rows.getString(1), rows.getString(2), rows.getString(3)));
            assertTrue(!rows.next());
        }
    }

    @Test
    void compact_muchHistory_givesSpaceBack() throws IOException {
        var value = new byte[20_000];
        for (int i = 0; i < 1_000; i++) {
            ThreadLocalRandom.current().nextBytes(value);
            store().commit(Txn.put("k" + i % 10, Bytes.copyOf(value)));
        }
        var whole = store();
        whole.compact(whole.revision());
        whole.close();
        assertTrue(Files.size(file()) < 6_000_000, "file has " + Files.size(file()));
    }

    @Test
    void compact_manySteps_leavesNothingOver() throws SQLException {
        for (int i = 0; i < 700; i++) {
            var txn = Txn.build().put("a", Bytes.EMPTY).put("b" + i % 10, Bytes.EMPTY);
            if (i % 2 == 0) txn.put("c" + i, Bytes.EMPTY);
            else txn.delete("c" + (i - 1));
            store().commit(txn.done());
        }
        store().compact(store().revision());
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            assertEquals(11, Schema.number(statement, "SELECT count(*) FROM history"));
            assertEquals(701, Schema.number(statement, "SELECT value FROM state WHERE name = 'swept'"));
        }
    }

    private static void execute(Path file, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
