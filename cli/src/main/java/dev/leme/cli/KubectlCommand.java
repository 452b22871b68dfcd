package dev.leme.cli;

import dev.leme.cli.arguments.Arguments;
import dev.leme.cli.arguments.Synopsis;
import dev.leme.cli.arguments.WrongUse;
import dev.leme.cli.home.ClusterHome;
import dev.leme.cli.process.Kubectl;
import java.util.List;

/** Hands on to kubectl. Its words are never looked at as ours. */
final class KubectlCommand implements Command {
    private final Invocation invocation;

    KubectlCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "kubectl",
                "[--name NAME] KUBECTL-ARGUMENTS...",
                0,
                List.of(
                        "Runs the real kubectl against the cluster: the machine's, else Debian's.",
                        "All arguments and the exit code are kubectl's; '--name NAME', first, chooses the cluster."),
                List.of());
    }

    @Override
    public int run(Arguments arguments) {
        return passThrough(arguments.words());
    }

    int passThrough(List<String> typed) {
        String option = NAME.name();
        if (!typed.isEmpty() && typed.getFirst().startsWith(option + "=")) {
            return passThrough(typed.getFirst().substring(option.length() + 1), typed.subList(1, typed.size()));
        }
        if (typed.isEmpty() || !typed.getFirst().equals(option)) {
            return passThrough(ClusterHome.USUAL_NAME, typed);
        }
        if (typed.size() < 2) {
            throw new WrongUse("'" + option + "' needs a value");
        }
        return passThrough(typed.get(1), typed.subList(2, typed.size()));
    }

    private int passThrough(String name, List<String> arguments) {
        return Kubectl.of(invocation, Command.home(invocation, name)).passThrough(arguments);
    }
}
