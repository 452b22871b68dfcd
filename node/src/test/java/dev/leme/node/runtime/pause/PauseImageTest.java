package dev.leme.node.runtime.pause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PauseImageTest {
    @TempDir
    Path directory;

    private Process start() throws Exception {
        Path program = directory.resolve("pause");
        Files.write(program, PauseProgram.forArchitecture(OciImage.architecture()));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new ProcessBuilder(program.toString()).start();
    }

    @Test
    void program_waitsAndEndsWellOnTerm() throws Exception {
        Process pause = start();
        try {
            // In the wait for signals (state S), not spinning: the kernel says so once it has got there.
            Path stat = Path.of("/proc", Long.toString(pause.pid()), "stat");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!Files.readString(stat).contains("(pause) S")) {
                assertTrue(System.nanoTime() < deadline && pause.isAlive(), "never waits");
            }
            assertFalse(pause.waitFor(50, TimeUnit.MILLISECONDS), "ended by itself");
            pause.destroy();
            assertTrue(pause.waitFor(60, TimeUnit.SECONDS), "did not end");
            assertEquals(0, pause.exitValue());
        } finally {
            pause.destroyForcibly();
        }
    }

    @Test
    void image_madeTwice_hasTheSameDigests() {
        List<String> first = digests();
        assertEquals(first, digests());
        assertEquals(3, first.size());
    }

    private static List<String> digests() {
        return PauseImage.create().blobs().stream().map(OciImage.Blob::digest).toList();
    }

    @Test
    void archive_readByTar_holdsTheLayout() throws Exception {
        Path archive = directory.resolve("pause.tar");
        Files.write(archive, PauseImage.create().ociArchive());
        Process tar = new ProcessBuilder("tar", "-tf", archive.toString()).start();
        List<String> names = tar.inputReader().readAllLines();
        assertEquals(0, tar.waitFor());
        assertTrue(names.containsAll(List.of("oci-layout", "index.json")), names.toString());
        for (String digest : digests()) {
            assertTrue(names.contains("blobs/" + digest.replace(':', '/')), names.toString());
        }
    }
}
