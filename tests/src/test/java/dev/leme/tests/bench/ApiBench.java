package dev.leme.tests.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.client.http.Kubeconfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the API server does over TLS with its store on the disk, client and server on the same cores: creates of config maps of
 * 1 KB over 64 connections, gets over 16, and lists of 8,000 objects.
 */
class ApiBench {

    @Test
    void api_underLoad_printsItsFigures(@TempDir Path home) throws Exception {
        Process server = server(home);
        try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
            awaitListening(out);
            try (LoadClient client = new LoadClient(Kubeconfig.read(home.resolve("kubeconfig")), server.toHandle())) {
                client.run();
            }
        } finally {
            server.getOutputStream().close();
            server.waitFor();
        }
    }

    private static Process server(Path home) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseCompactObjectHeaders",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BenchServer.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void awaitListening(BufferedReader out) throws IOException {
        String line = out.readLine();
        assertTrue(line != null && line.startsWith("listening"), "the server said: " + line);
    }
}
