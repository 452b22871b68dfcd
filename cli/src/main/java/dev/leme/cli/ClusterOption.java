package dev.leme.cli;

import dev.leme.cli.home.ClusterHome;
import picocli.CommandLine.Option;

/** Which cluster a command means. */
final class ClusterOption {
    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = ClusterHome.USUAL_NAME,
            description = "The cluster's name (default: ${DEFAULT-VALUE}).")
    String name = ClusterHome.USUAL_NAME;
}
