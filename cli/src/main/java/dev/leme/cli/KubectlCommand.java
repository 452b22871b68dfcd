package dev.leme.cli;

import dev.leme.cli.home.ClusterHome;
import dev.leme.cli.process.Kubectl;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "kubectl",
        customSynopsis = "leme kubectl [--name NAME] KUBECTL-ARGUMENTS...",
        description = {
            "Runs the real kubectl against the cluster: the machine's, else Debian's.",
            "All arguments and the exit code are kubectl's; '--name NAME', first, chooses the cluster."
        })
final class KubectlCommand implements Callable<Integer> {
    private static final String NAME = "--name";

    private final Invocation invocation;

    @Parameters(arity = "0..*", paramLabel = "KUBECTL-ARGUMENTS", description = "Given to kubectl as they are.")
    List<String> arguments = new ArrayList<>();

    KubectlCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return run(invocation, arguments);
    }

    /** Without picocli, which would take kubectl's options for ours. */
    static int run(Invocation invocation, List<String> arguments) {
        String name = ClusterHome.USUAL_NAME;
        List<String> rest = arguments;
        if (!rest.isEmpty() && rest.getFirst().startsWith(NAME + "=")) {
            name = rest.getFirst().substring(NAME.length() + 1);
            rest = rest.subList(1, rest.size());
        } else if (!rest.isEmpty() && rest.getFirst().equals(NAME)) {
            if (rest.size() < 2) {
                throw new Usage(NAME + " needs a cluster's name");
            }
            name = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        return Kubectl.of(invocation, Usage.home(invocation, name)).passThrough(rest);
    }
}
