package dev.leme.store.sqlite;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
        if (!Files.exists(library)) write(library);
        System.setProperty(NAME, library.getFileName().toString());
        System.setProperty(PATH, directory.toString());
    }

    private static InputStream content() throws IOException {
        var resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
        var content = SQLiteJDBCLoader.class.getResourceAsStream(resource);
        if (content == null) throw new FileNotFoundException("the driver has no library for this machine: " + resource);
        return content;
    }

    /** Whole or not at all, also when this process or the machine ends meanwhile. */
    private static void write(Path library) throws IOException {
        var fresh = Files.createTempFile(library.getParent(), "libsqlite-", ".new");
        try (var content = content()) {
            Files.write(fresh, content.readAllBytes(), StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
