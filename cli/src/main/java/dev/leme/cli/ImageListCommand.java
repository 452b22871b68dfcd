package dev.leme.cli;

import dev.leme.cli.admin.ClusterImages;
import dev.leme.cli.arguments.Arguments;
import dev.leme.cli.arguments.Synopsis;
import java.util.List;

/** Lists a cluster's own images. */
final class ImageListCommand implements Command {
    private final Invocation invocation;

    ImageListCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "image list", "", 0, List.of("Lists the images that were put into the cluster."), List.of(NAME));
    }

    @Override
    public int run(Arguments arguments) {
        try (ClusterImages images = ClusterImages.of(Command.home(invocation, arguments))) {
            images.list().forEach(invocation.out()::println);
        }
        return 0;
    }
}
