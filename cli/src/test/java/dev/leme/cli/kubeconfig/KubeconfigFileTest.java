package dev.leme.cli.kubeconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.JsonObject;
import dev.leme.api.yaml.Yaml;
import dev.leme.cli.CommandFailure;
import dev.leme.cli.Invocation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigFileTest {
    private static final Kubeconfig OURS = new Kubeconfig((JsonObject) Yaml.parse("""
            clusters: [{name: x, cluster: {server: "https://127.0.0.1:1"}}]
            users: [{name: x, user: {token: t}}]
            """));

    @TempDir
    Path directory;

    private Invocation invocation(Map<String, String> environment) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new Invocation(environment, nowhere, nowhere, directory, false);
    }

    @Test
    void of_flagEnvironmentAndHome_inThisOrder() {
        Map<String, String> both = Map.of("HOME", "/home/ana", "KUBECONFIG", ":/a/one:/a/two");
        assertEquals(
                Path.of("/a/flag"),
                KubeconfigFile.of(invocation(both), Path.of("/a/flag")).path());
        assertEquals(
                Path.of("/a/one"), KubeconfigFile.of(invocation(both), null).path());
        Map<String, String> home = Map.of("HOME", "/home/ana", "KUBECONFIG", "");
        assertEquals(
                Path.of("/home/ana/.kube/config"),
                KubeconfigFile.of(invocation(home), null).path());
    }

    @Test
    void change_absentFile_isMadeForItsOwnerAloneAndLeavesNothingElse() throws IOException {
        KubeconfigFile file = new KubeconfigFile(directory.resolve("new/config"));
        file.change(before -> before.with("leme", OURS));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())));
        assertEquals("leme", file.read().json().string("current-context"));
        try (Stream<Path> files = Files.list(file.path().getParent())) {
            assertEquals(List.of(file.path()), files.toList());
        }
    }

    @Test
    void change_thatFails_leavesTheFileAndNoLock() throws IOException {
        Path config = Files.writeString(directory.resolve("config"), "kind: Config\n");
        KubeconfigFile file = new KubeconfigFile(config);
        assertThrows(
                IllegalStateException.class,
                () -> file.change(before -> {
                    throw new IllegalStateException("no");
                }));
        assertEquals("kind: Config\n", Files.readString(config));
        assertFalse(Files.exists(directory.resolve("config.lock")));
    }

    @Test
    void change_behindALink_replacesTheFileItself() throws IOException {
        Path real = Files.writeString(directory.resolve("real"), "");
        Path link = Files.createSymbolicLink(directory.resolve("config"), real);
        new KubeconfigFile(link).change(before -> before.with("leme", OURS));
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.readString(real).contains("current-context: leme"));
    }

    @Test
    void read_notYaml_saysWhichFileAndWhatToDo() throws IOException {
        Path config = Files.writeString(directory.resolve("config"), "a: [1\n");
        CommandFailure failure = assertThrows(CommandFailure.class, () -> new KubeconfigFile(config).read());
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains(config.toString()) && message.contains("--kubeconfig"), message);
    }

    @Test
    void deleteIfEmpty_onlyWithoutEntries() {
        KubeconfigFile file = new KubeconfigFile(directory.resolve("config"));
        file.change(before -> before.with("leme", OURS));
        file.deleteIfEmpty();
        assertTrue(file.exists());
        file.change(before -> before.without("leme"));
        file.deleteIfEmpty();
        assertFalse(file.exists());
    }
}
