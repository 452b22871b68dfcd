package dev.leme.cli;

import dev.leme.cli.arguments.Arguments;
import dev.leme.cli.arguments.Option;
import dev.leme.cli.arguments.Synopsis;
import java.nio.file.Path;
import java.util.List;

/** Reads what is wished of {@link Up}. */
final class UpCommand implements Command {
    private static final String OFFLINE = "--offline";
    private static final String KUBECONFIG = "--kubeconfig";
    private static final String PORT = "--port";

    private final Invocation invocation;

    UpCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "up",
                "",
                0,
                List.of(
                        "Starts a cluster; returns when its API answers and its node is Ready.",
                        "What was chosen the first time is kept: a stopped or crashed cluster comes back the same."),
                List.of(
                        NAME,
                        Option.negatable(
                                OFFLINE,
                                "Give the node no way out; nothing of the host's network changes but a veth pair."),
                        Option.valued(
                                KUBECONFIG,
                                "FILE",
                                "Where the context goes and becomes current (default: the first of $KUBECONFIG, else"
                                        + " ~/.kube/config)."),
                        Option.valued(
                                RUNTIME,
                                "containerd|simulated",
                                "What runs pods: real containers, or nothing (default: containerd; simulated for others"
                                        + " than root)."),
                        Option.valued(PORT, "PORT", "The API's port (default: 6443; simulated: a free one)."),
                        Option.valued(
                                LOAD_BALANCER_POOL,
                                "CIDR",
                                "The addresses of LoadBalancer Services, ranges with commas between them (default: the"
                                        + " upper half of the node's network, which this host reaches)."),
                        RESOLV_CONF_OPTION));
    }

    @Override
    public int run(Arguments arguments) {
        Up.Wishes wishes = new Up.Wishes(
                Command.simulated(arguments),
                arguments.flag(OFFLINE),
                arguments.port(PORT),
                Command.loadBalancerPool(arguments),
                Command.resolvConf(arguments),
                arguments.value(KUBECONFIG).map(Path::of));
        new Up(invocation, Command.home(invocation, arguments), wishes).run();
        return 0;
    }
}
