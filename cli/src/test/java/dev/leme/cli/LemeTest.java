package dev.leme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LemeTest {
    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int leme(boolean administrator, String... words) {
        Map<String, String> environment = Map.of(
                "HOME", home.toString(), "LEME_HOME", home.resolve("state").toString());
        Invocation invocation = new Invocation(
                environment, new PrintStream(out, true), new PrintStream(err, true), home, administrator);
        return Leme.run(invocation, List.of(words));
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "up",
                "down",
                "status",
                "doctor",
                "image",
                "image import",
                "image list",
                "why",
                "server",
                ""
            })
    void help_everyCommand_isShownWithZero(String command) {
        String[] words = (command + " --help").strip().split(" ");
        assertEquals(0, leme(false, words));
        assertTrue(
                out.toString(StandardCharsets.UTF_8).startsWith("Usage: leme " + command),
                out.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "upp",
                "up --bogus",
                "up extra",
                "up --runtime docker",
                "up --port many",
                "up --name UPPER",
                "up --name ../../etc",
                "up --name twelve-chars",
                "down --name",
                "image",
                "image import",
                "why",
                "why pod",
                "why configmap/x",
                "why pod/x -o yaml",
                "kubectl --name",
                "server --port x"
            })
    void wrongUse_anywhere_isTwoAndTold(String line) {
        assertEquals(2, leme(false, line.isEmpty() ? new String[0] : line.split(" ")), line);
        assertTrue(said().startsWith("leme: "), said());
    }

    @Test
    void kubectl_withoutACluster_saysWhatToDo() {
        assertEquals(1, leme(false, "kubectl", "get", "pods", "-o", "yaml"));
        assertTrue(said().contains("./leme up"), said());
    }

    @Test
    void imageImport_noSuchFile_isOne() {
        assertEquals(1, leme(false, "image", "import", "/no/such/file.tar"));
        assertTrue(said().contains("/no/such/file.tar"), said());
    }

    @Test
    void up_realContainersWithoutRoot_saysBothWays() {
        assertEquals(1, leme(false, "up", "--runtime", "containerd"));
        assertTrue(said().contains("sudo ./leme up") && said().contains("--runtime simulated"), said());
    }

    @Test
    void down_noCluster_isFine() {
        assertEquals(0, leme(false, "down"));
        assertTrue(said().contains("there is no cluster 'leme'"), said());
    }

    @Test
    void status_noCluster_isOne() {
        assertEquals(1, leme(false, "status"));
    }

    @Test
    void train_aClusterInMemory_isReadyAndGoesWithoutATrace() {
        assertEquals(0, leme(false, "train"), this::said);
    }

    @Test
    void down_damagedRecord_saysHowToGoOn() throws IOException {
        Path record = home.resolve("state/leme/cluster.json");
        Files.createDirectories(record.getParent());
        Files.writeString(record, "{");
        assertEquals(1, leme(false, "down"));
        assertTrue(said().contains("--purge"), said());
    }

    @Test
    void down_purgeOfNoCluster_saysThatThereWasNone() {
        assertEquals(0, leme(false, "down", "--purge", "--name", "nobody"));
        assertTrue(said().contains("there was no cluster 'nobody'"), said());
        assertFalse(said().contains("is removed"), said());
    }
}
