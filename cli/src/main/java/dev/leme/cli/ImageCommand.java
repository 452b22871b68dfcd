package dev.leme.cli;

import dev.leme.cli.admin.ClusterImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import org.jspecify.annotations.Nullable;

@Command(name = "image", description = "The images that a cluster has of its own; its node asks for them here first.")
final class ImageCommand implements Callable<Integer> {

    @Spec
    @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("run without picocli");
        }
        throw new ParameterException(spec.commandLine(), "image what? 'import' or 'list'");
    }

    @Command(
            name = "import",
            description = "Puts images into the cluster: OCI archives, or those of 'docker save', gzip or not.")
    static final class Import implements Callable<Integer> {
        private final Invocation invocation;

        @Mixin
        ClusterOption cluster = new ClusterOption();

        @Parameters(arity = "1..*", paramLabel = "FILE", description = "The archives.")
        List<Path> files = List.of();

        Import(Invocation invocation) {
            this.invocation = invocation;
        }

        @Override
        public Integer call() {
            files.forEach(Import::requireReadable);
            try (ClusterImages images = ClusterImages.of(Usage.home(invocation, cluster.name))) {
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

    @Command(name = "list", description = "Lists the images that were imported.")
    static final class Listing implements Callable<Integer> {
        private final Invocation invocation;

        @Mixin
        ClusterOption cluster = new ClusterOption();

        Listing(Invocation invocation) {
            this.invocation = invocation;
        }

        @Override
        public Integer call() {
            try (ClusterImages images = ClusterImages.of(Usage.home(invocation, cluster.name))) {
                images.list().forEach(invocation.out()::println);
            }
            return 0;
        }
    }
}
