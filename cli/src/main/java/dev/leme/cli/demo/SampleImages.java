package dev.leme.cli.demo;

import dev.leme.cli.CommandFailure;
import dev.leme.cli.Invocation;
import dev.leme.cli.admin.ClusterImages;
import dev.leme.cli.home.ClusterHome;
import dev.leme.cli.process.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Makes sure that the chapter's images can be had: from Docker Hub, or else built here from Debian's packages. */
public final class SampleImages {
    private static final List<String> NAMES = List.of("nginx", "busybox");
    private static final URI REGISTRY = URI.create("https://registry-1.docker.io/v2/");
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Invocation invocation;
    private final ClusterHome home;
    private final boolean offline;

    /** @param offline whether the node has no way out, so that Docker Hub is of no use to it */
    public SampleImages(Invocation invocation, ClusterHome home, boolean offline) {
        this.invocation = invocation;
        this.home = home;
        this.offline = offline;
    }

    public void provide(Steps steps) {
        try (ClusterImages images = ClusterImages.of(home)) {
            if (hasAll(images.list())) {
                steps.step("the cluster has the images nginx and busybox", () -> "");
            } else if (!offline && answers()) {
                steps.step("Docker Hub answers: the images come from there", () -> "");
            } else {
                Path directory = invocation.cache().resolve("images");
                steps.step(
                        "images nginx and busybox, of Debian's packages (Docker Hub does not answer)",
                        () -> build(directory));
                steps.step("images imported into the cluster", () -> importAll(images, directory));
            }
        }
    }

    private static boolean hasAll(List<String> present) {
        return NAMES.stream().allMatch(name -> present.contains("docker.io/library/" + name + ":latest"));
    }

    /** It answers a stranger with 401. */
    private static boolean answers() {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(REGISTRY).timeout(PATIENCE).build();
            boolean answered =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 500;
            client.shutdownNow();
            return answered;
        } catch (IOException unreachable) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", stopped);
        }
    }

    private String build(Path directory) {
        if (NAMES.stream().allMatch(name -> Files.isReadable(archive(directory, name)))) {
            return "built earlier";
        }
        Path script = invocation.root().resolve("examples/images/build.sh");
        ProcessBuilder builder = Program.builder(List.of(script.toString(), directory.toString(), "nginx", "busybox"))
                .redirectErrorStream(true);
        builder.environment().put("LEME_CACHE", invocation.cache().toString());
        try {
            Process process = builder.start();
            StringBuilder said = new StringBuilder();
            try (BufferedReader lines = process.inputReader()) {
                lines.lines().forEach(line -> {
                    invocation.say(line);
                    said.append(line).append('\n');
                });
            }
            if (process.waitFor() != 0) {
                throw new CommandFailure("the images cannot be built:\n" + said);
            }
            return "built";
        } catch (IOException failure) {
            throw new CommandFailure("cannot run " + script + ": " + failure.getMessage(), failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", stopped);
        }
    }

    private static Path archive(Path directory, String name) {
        return directory.resolve(name + ".tar");
    }

    private static String importAll(ClusterImages images, Path directory) {
        NAMES.forEach(name -> images.importArchive(archive(directory, name)));
        return String.join(", ", NAMES);
    }
}
