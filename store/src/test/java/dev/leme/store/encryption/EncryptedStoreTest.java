package dev.leme.store.encryption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.store.Bytes;
import dev.leme.store.Entry;
import dev.leme.store.Keys;
import dev.leme.store.Store;
import dev.leme.store.StoreContract;
import dev.leme.store.StoreException;
import dev.leme.store.Txn;
import dev.leme.store.memory.MemoryStore;
import dev.leme.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that only those can read who have the key. */
class EncryptedStoreTest {

    private static final List<String> SECRETS = List.of("/secrets/");
    private static final String OLD = EncryptionKeys.newLine();
    private static final String NEW = EncryptionKeys.newLine();

    private final Store behind = MemoryStore.open(bug -> {
        throw new AssertionError(bug);
    });

    @AfterEach
    void close() {
        behind.close();
    }

    private Store sealed(String keys) {
        return EncryptedStore.open(behind, SECRETS, EncryptionKeys.parse(keys));
    }

    private static String text(Store store, String key) {
        return Objects.requireNonNull(store.get(key)).value().text();
    }

    /** Whoever uses it sees no difference, sealed or not. */
    @Nested
    class Everything extends StoreContract {
        @Override
        protected Store open() {
            return EncryptedStore.open(MemoryStore.open(this::bug), List.of("", "/"), EncryptionKeys.parse(OLD));
        }
    }

    @Test
    void value_belowAPrefix_isSealedBehindAndPlainInFront() {
        Store store = sealed(OLD);
        store.commit(Txn.build()
                .put("/secrets/a", Bytes.utf8("hunter2"))
                .put("/maps/a", Bytes.utf8("open"))
                .done());

        assertEquals("hunter2", text(store, "/secrets/a"));
        assertFalse(text(behind, "/secrets/a").contains("hunter2"));
        assertEquals("open", text(behind, "/maps/a"));
    }

    @Test
    void value_writtenTwice_looksDifferent() {
        Store store = sealed(OLD);
        store.commit(Txn.put("/secrets/a", Bytes.utf8("same")));
        String first = text(behind, "/secrets/a");
        store.commit(Txn.put("/secrets/a", Bytes.utf8("same")));
        assertNotEquals(first, text(behind, "/secrets/a"));
    }

    @Test
    void plainValues_ofBefore_areReadAndSealed() {
        behind.commit(Txn.put("/secrets/old", Bytes.utf8("hunter2")));
        Store store = sealed(OLD);
        assertEquals("hunter2", text(store, "/secrets/old"));
        assertFalse(text(behind, "/secrets/old").contains("hunter2"));
    }

    @Test
    void keyAdded_sealsWhatTheOldOneSealed_andTheOldOneMayGo() {
        sealed(OLD).commit(Txn.put("/secrets/a", Bytes.utf8("hunter2")));
        assertEquals("hunter2", text(sealed(NEW + OLD), "/secrets/a"));
        long revision = behind.revision();
        assertEquals("hunter2", text(sealed(NEW), "/secrets/a"));
        assertEquals(revision, behind.revision(), "what is sealed with the newest key is left alone");
    }

    @Test
    void keyUnknown_refusesToOpen() {
        sealed(OLD).commit(Txn.put("/secrets/a", Bytes.utf8("hunter2")));
        StoreException refused = assertThrows(StoreException.class, () -> sealed(NEW));
        assertTrue(String.valueOf(refused.getMessage()).contains("/secrets/a"), refused.toString());
    }

    @Test
    void sealedValue_movedToAnotherKey_doesNotOpen() {
        Store store = sealed(OLD);
        store.commit(Txn.put("/secrets/a", Bytes.utf8("hunter2")));
        Entry entry = Objects.requireNonNull(behind.get("/secrets/a"));
        behind.commit(Txn.put("/secrets/b", entry.value()));
        assertThrows(StoreException.class, () -> store.get("/secrets/b"));
    }

    @Test
    void sealedValue_withABitFlipped_doesNotOpen() {
        Store store = sealed(OLD);
        store.commit(Txn.put("/secrets/a", Bytes.utf8("hunter2")));
        byte[] changed =
                Objects.requireNonNull(behind.get("/secrets/a")).value().array().clone();
        changed[changed.length - 20] ^= 1;
        behind.commit(Txn.put("/secrets/a", Bytes.wrap(changed)));
        assertThrows(StoreException.class, () -> store.get("/secrets/a"));
    }

    @Test
    void files_ofTheStore_neverHoldTheValue(@TempDir Path directory) throws IOException {
        Store file = SqliteStore.open(directory.resolve("store.db"), bug -> {
            throw new AssertionError(bug);
        });
        try (Store store = EncryptedStore.open(file, SECRETS, EncryptionKeys.parse(OLD))) {
            for (int i = 0; i < 50; i++) {
                store.commit(Txn.put("/secrets/" + i % 10, Bytes.utf8("hunter2")));
            }
            store.commit(Txn.put("/maps/a", Bytes.utf8("in the open")));
            assertEquals(
                    10,
                    store.range("/", Keys.NO_END, 0, 0).entries().stream()
                            .filter(entry -> entry.value().text().equals("hunter2"))
                            .count());
            assertTrue(anyHolds(directory, "in the open"), "the search finds what is there");
            assertFalse(anyHolds(directory, "hunter2"));
        }
        assertFalse(anyHolds(directory, "hunter2"));
    }

    private static boolean anyHolds(Path directory, String text) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void keysFile_damaged_saysSoWithoutTheSecret() {
        for (String broken :
                List.of("", "# nothing\n", "name", "name c2hvcnQ=", "na:me " + OLD.substring(13), OLD + OLD)) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> EncryptionKeys.parse(broken), broken);
            assertFalse(String.valueOf(refused.getMessage()).contains("c2hvcnQ"), refused.toString());
        }
    }
}
