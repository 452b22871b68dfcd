package dev.leme.cli;

import dev.leme.base.time.Clock;
import dev.leme.cli.arguments.Arguments;
import dev.leme.cli.arguments.Synopsis;
import dev.leme.cli.demo.Chapter;
import dev.leme.cli.demo.SampleImages;
import dev.leme.cli.demo.Steps;
import dev.leme.cli.home.ClusterHome;
import dev.leme.cli.home.ClusterRecord;
import dev.leme.cli.process.Kubectl;
import java.nio.file.Path;
import java.util.List;

/** Plays the chapter. */
final class DemoCommand implements Command {
    private final Invocation invocation;

    DemoCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "demo",
                "",
                0,
                List.of(
                        "Starts a cluster and plays the chapter of examples/day-7 in it, through the real kubectl.",
                        "That is, in namespace default: a StatefulSet, its headless Service, a shell in the cluster, volumes"
                                + " that stay, and all that removed again. What an earlier demo left there is removed"
                                + " first. The cluster stays up, with the StatefulSet running."),
                List.of(NAME));
    }

    @Override
    public int run(Arguments arguments) {
        ClusterHome home = Command.home(invocation, arguments);
        Steps steps = new Steps(invocation, Clock.system());
        ClusterRecord record = new Up(invocation, home, Up.Wishes.NONE).run();
        Kubectl kubectl = Kubectl.of(invocation, home);
        if (!record.simulated()) {
            new SampleImages(invocation, home, record.offline()).provide(steps);
        }
        new Chapter(kubectl, invocation.root().resolve("examples/day-7"), !record.simulated()).play(steps);
        tellNext(home, record);
        return 0;
    }

    private void tellNext(ClusterHome home, ClusterRecord record) {
        String name = home.name().equals(ClusterHome.USUAL_NAME) ? "" : " --name " + home.name();
        Path kubeconfig = record.kubeconfigs().isEmpty()
                ? home.kubeconfig()
                : record.kubeconfigs().getLast();
        invocation.out().println("""

                The cluster is up, with the StatefulSet and its Service running. Next:
                  kubectl get pods,pvc,service          # or ./leme kubectl%1$s get pods,pvc,service
                  kubectl describe statefulset nginx
                  kubectl delete pod nginx-1            # it comes back with its name and its volume
                  ./leme status
                  ./leme down%1$s     # stops it; './leme down%1$s --purge' removes every trace
                kubectl finds it as context '%2$s' in %3$s.
                The chapter to type yourself: examples/day-7/README.md (em português: README.pt-BR.md)""".formatted(name, home.context(), kubeconfig));
    }
}
