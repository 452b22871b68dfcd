package dev.leme.store.sqlite;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's machine code. Left to itself, the driver copies it from its jar into a new file of the temporary directory at
 * every start, and leaves it there when the process is killed. So it is copied here, once for each version, beside the
 * store.
 */
final class NativeLibrary {
    private static final String PATH = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    private NativeLibrary() {}

    /** Tells the driver which file to load, unless that was told already; it loads one, before its first connection. */
    static synchronized void provide(Path directory) throws IOException {
        if (System.getProperty(PATH) != null) return;
        var library = directory.resolve("libsqlite-" + SQLiteJDBCLoader.getVersion() + ".so");
        try (var content = content()) {
            var bytes = content.readAllBytes();
            // Whole or not at all: another process may be reading it, or this one be killed.
            if (!Files.exists(library) || Files.size(library) != bytes.length) replace(library, bytes);
        }
        System.setProperty(NAME, library.getFileName().toString());
        System.setProperty(PATH, directory.toString());
    }

    private static InputStream content() throws IOException {
        var resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
        var content = SQLiteJDBCLoader.class.getResourceAsStream(resource);
        if (content == null) throw new FileNotFoundException("the driver has no library for this machine: " + resource);
        return content;
    }

    private static void replace(Path library, byte[] content) throws IOException {
        var fresh = Files.createTempFile(library.getParent(), "libsqlite-", ".new");
        try {
            Files.write(fresh, content);
            Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
