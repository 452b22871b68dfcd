package dev.leme.cli;

import dev.leme.cli.admin.ClusterImages;
import dev.leme.cli.arguments.Arguments;
import dev.leme.cli.arguments.Synopsis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Puts images into a cluster's own registry, which its node asks first. */
final class ImageImportCommand implements Command {
    private final Invocation invocation;

    ImageImportCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "image import",
                "FILE...",
                1,
                List.of(
                        "Puts images into the cluster; its node looks here first.",
                        "FILE is an OCI archive, or one of 'docker save', gzip or not."),
                List.of(NAME));
    }

    @Override
    public int run(Arguments arguments) {
        List<Path> files = arguments.words().stream().map(Path::of).toList();
        files.forEach(ImageImportCommand::requireReadable);
        try (ClusterImages images = ClusterImages.of(Command.home(invocation, arguments))) {
            for (Path file : files) {
                invocation.say("importing " + file);
                images.importArchive(file).forEach(invocation.out()::println);
            }
        }
        return 0;
    }

    private static void requireReadable(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new CommandFailure("there is no readable file " + file);
        }
    }
}
