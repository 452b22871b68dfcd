package dev.leme.node.runtime.simulated;

import dev.leme.node.runtime.ContainerSpec;
import dev.leme.node.runtime.ExecResult;
import dev.leme.node.runtime.Mount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The commands that can be run in a simulated container: {@code echo}, {@code hostname}, {@code cat}, {@code env},
 * {@code true}, {@code false}, {@code exit}, and these by {@code sh -c}. Files are those of the container's mounts.
 */
final class SimulatedCommands {
    private SimulatedCommands() {}

    /** The result, or nothing when there is no such command. */
    static Optional<ExecResult> run(ContainerSpec spec, String hostname, List<String> command, byte[] stdin) {
        List<String> words = command;
        if (command.size() >= 3
                && command.getFirst().endsWith("sh")
                && command.get(1).equals("-c")) {
            words = List.of(command.get(2).strip().split("\\s+", -1));
        }
        String name = words.isEmpty()
                ? ""
                : words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
        List<String> args = words.isEmpty() ? List.of() : words.subList(1, words.size());
        return switch (name) {
            case "echo" -> success(String.join(" ", args) + "\n");
            case "hostname" -> success(hostname + "\n");
            case "env" -> success(environment(spec, hostname));
            case "true" -> success("");
            case "false" -> failure("", 1);
            case "exit" -> failure("", args.isEmpty() ? 0 : Integer.parseInt(args.getFirst()));
            case "cat" -> Optional.of(args.isEmpty() ? new ExecResult(stdin, new byte[0], 0) : cat(spec, args));
            default -> Optional.empty();
        };
    }

    private static String environment(ContainerSpec spec, String hostname) {
        StringBuilder text = new StringBuilder("HOSTNAME=" + hostname + "\n");
        spec.environment()
                .forEach(each -> text.append(each.name())
                        .append('=')
                        .append(each.value())
                        .append('\n'));
        return text.toString();
    }

    private static ExecResult cat(ContainerSpec spec, List<String> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String file : files) {
            Optional<Path> real = onTheNode(spec, file);
            try {
                out.writeBytes(Files.readAllBytes(real.orElseThrow(() -> new IOException("not in a mount"))));
            } catch (IOException missing) {
                String text = "cat: can't open '" + file + "': No such file or directory\n";
                return new ExecResult(out.toByteArray(), text.getBytes(StandardCharsets.UTF_8), 1);
            }
        }
        return new ExecResult(out.toByteArray(), new byte[0], 0);
    }

    /** Where a container's file is, if one of its mounts has it. */
    private static Optional<Path> onTheNode(ContainerSpec spec, String file) {
        Path wanted = Path.of(file).normalize();
        return spec.mounts().stream()
                .filter(mount -> wanted.startsWith(mount.containerPath()))
                .max(Comparator.comparingInt(
                        (Mount mount) -> mount.containerPath().length()))
                .map(mount -> Path.of(mount.hostPath())
                        .resolve(Path.of(mount.containerPath())
                                .relativize(wanted)
                                .toString())
                        .normalize());
    }

    private static Optional<ExecResult> success(String text) {
        return Optional.of(new ExecResult(text.getBytes(StandardCharsets.UTF_8), new byte[0], 0));
    }

    private static Optional<ExecResult> failure(String text, int code) {
        return Optional.of(new ExecResult(new byte[0], text.getBytes(StandardCharsets.UTF_8), code));
    }
}
