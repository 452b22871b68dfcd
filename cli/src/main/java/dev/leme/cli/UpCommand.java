package dev.leme.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = {
            "Starts a cluster; returns when its API answers and its node is Ready.",
            "What was chosen the first time is kept: a stopped or crashed cluster comes back the same."
        })
final class UpCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    ClusterOption cluster = new ClusterOption();

    @Option(
            names = "--offline",
            negatable = true,
            description = "Give the node no way out; nothing of the host's network changes but a veth pair.")
    @Nullable Boolean offline;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Where the context goes and becomes current (default: first of $KUBECONFIG, else ~/.kube/config).")
    @Nullable Path kubeconfig;

    @Option(
            names = "--runtime",
            paramLabel = "RUNTIME",
            description = "What runs pods: ${COMPLETION-CANDIDATES} (default: containerd, for others than root simulated).")
    @Nullable RuntimeKind runtime;

    @Option(names = "--port", paramLabel = "PORT", description = "The API's port (default: 6443; simulated: a free one).")
    @Nullable Integer port;

    UpCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Up.Wishes wishes = new Up.Wishes(
                Optional.ofNullable(runtime).map(kind -> kind == RuntimeKind.simulated),
                Optional.ofNullable(offline),
                Optional.ofNullable(port),
                Optional.ofNullable(kubeconfig));
        new Up(invocation, Usage.home(invocation, cluster.name), wishes).run();
        return 0;
    }
}
