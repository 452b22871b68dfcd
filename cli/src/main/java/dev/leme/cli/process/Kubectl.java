package dev.leme.cli.process;

import dev.leme.cli.CommandFailure;
import dev.leme.cli.Invocation;
import dev.leme.cli.home.ClusterHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The real kubectl: the machine's, else the one of Debian's package, unpacked among our own files. */
public final class Kubectl {
    private static final String PACKAGE = "kubernetes-client";

    private final Path program;
    private final Path kubeconfig;

    private Kubectl(Path program, Path kubeconfig) {
        this.program = program;
        this.kubeconfig = kubeconfig;
    }

    /** For a cluster that was brought up. */
    public static Kubectl of(Invocation invocation, ClusterHome home) {
        if (!Files.exists(home.kubeconfig())) {
            throw new CommandFailure("there is no cluster '" + home.name() + "': './leme up' makes it");
        }
        Path program = Program.find("kubectl").orElseGet(() -> own(invocation));
        return new Kubectl(program, home.kubeconfig());
    }

    private static Path own(Invocation invocation) {
        Path directory = invocation.cache().resolve("kubectl");
        Path program = directory.resolve("usr/bin/kubectl");
        if (!Files.isExecutable(program)) {
            fetch(invocation, directory);
        }
        if (!Files.isExecutable(program)) {
            throw new CommandFailure(
                    "Debian's package " + PACKAGE + " holds no kubectl: install one from https://kubernetes.io");
        }
        return program;
    }

    private static void fetch(Invocation invocation, Path directory) {
        if (Program.find("apt-get").isEmpty() || Program.find("dpkg-deb").isEmpty()) {
            throw new CommandFailure(
                    "this machine has no kubectl, and no apt to get it with: install one from https://kubernetes.io");
        }
        invocation.say("fetching kubectl (Debian's package " + PACKAGE + ") into " + directory);
        try {
            Files.createDirectories(directory);
            if (!download(directory)) {
                if (invocation.administrator()) {
                    invocation.say("apt-get update");
                    Program.run(List.of("apt-get", "-q", "update"));
                }
                if (!download(directory)) {
                    throw new CommandFailure(
                            "apt cannot fetch " + PACKAGE + ": try 'sudo apt-get update', or install a kubectl");
                }
            }
            for (Path archive : archives(directory)) {
                Program.require(List.of("dpkg-deb", "-x", archive.toString(), directory.toString()), "");
                Files.delete(archive);
            }
        } catch (IOException failure) {
            throw new CommandFailure("cannot write " + directory + ": " + failure.getMessage(), failure);
        }
    }

    private static boolean download(Path directory) throws IOException {
        Program.run(List.of(
                "sh",
                "-c",
                "cd \"$1\" && apt-get -q -o APT::Sandbox::User=root download " + PACKAGE,
                "sh",
                directory.toString()));
        return !archives(directory).isEmpty();
    }

    private static List<Path> archives(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".deb")).toList();
        }
    }

    private List<String> words(List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(program.toString()));
        words.addAll(arguments);
        return words;
    }

    /** Runs it on our own terminal; returns its exit code. */
    public int passThrough(List<String> arguments) {
        ProcessBuilder builder = Program.builder(words(arguments)).inheritIO();
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        try {
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            return process.waitFor();
        } catch (IOException failure) {
            throw new CommandFailure("cannot run " + program + ": " + failure.getMessage(), failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", stopped);
        }
    }

    /** Runs it, and returns how it ended. */
    public Program.Result run(Optional<String> input, List<String> arguments) {
        List<String> words = new ArrayList<>(words(arguments));
        words.addAll(1, List.of("--kubeconfig", kubeconfig.toString()));
        return Program.run(words, input.orElse(""));
    }
}
