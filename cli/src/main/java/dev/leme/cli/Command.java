package dev.leme.cli;

import dev.leme.api.address.AddressRange;
import dev.leme.cli.arguments.Arguments;
import dev.leme.cli.arguments.Option;
import dev.leme.cli.arguments.Synopsis;
import dev.leme.cli.arguments.WrongUse;
import dev.leme.cli.home.ClusterHome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One of leme's commands. */
interface Command {
    /** Which cluster is meant. */
    Option NAME = Option.valued("--name", "NAME", "The cluster's name (default: " + ClusterHome.USUAL_NAME + ").");

    /** What runs pods. */
    String RUNTIME = "--runtime";

    /** Where the addresses of LoadBalancer Services come from. */
    String LOAD_BALANCER_POOL = "--load-balancer-pool";

    /** Which file names the resolvers of names outside the cluster; the kubelet's option of that name. */
    String RESOLV_CONF = "--resolv-conf";

    Option RESOLV_CONF_OPTION = Option.valued(
            RESOLV_CONF,
            "FILE",
            "Ask the resolvers that this file names for names outside the cluster, also with --offline (default: this"
                    + " machine's, of a node with a way out).");

    Synopsis synopsis();

    /** Returns the exit code. Failures are {@link CommandFailure} and {@link WrongUse}. */
    int run(Arguments arguments) throws IOException, InterruptedException;

    /** The home of the cluster that is meant. */
    static ClusterHome home(Invocation invocation, Arguments arguments) {
        return home(invocation, arguments.value(NAME.name()).orElse(ClusterHome.USUAL_NAME));
    }

    /** The home of the cluster of that name. */
    static ClusterHome home(Invocation invocation, String name) {
        try {
            return ClusterHome.of(invocation, name);
        } catch (IllegalArgumentException wrong) {
            throw new WrongUse(String.valueOf(wrong.getMessage()));
        }
    }

    /** Whether pods are to be simulated; nothing where it wasn't said. */
    static Optional<Boolean> simulated(Arguments arguments) {
        return arguments.choice(RUNTIME, List.of("containerd", "simulated")).map("simulated"::equals);
    }

    /** The file, by a path that holds in every directory; nothing where none was said. */
    static Optional<String> resolvConf(Arguments arguments) {
        return arguments
                .value(RESOLV_CONF)
                .map(file ->
                        file.isEmpty() ? "" : Path.of(file).toAbsolutePath().toString());
    }

    /** Ranges with commas between them; nothing where none was said. */
    static Optional<String> loadBalancerPool(Arguments arguments) {
        Optional<String> pool = arguments.value(LOAD_BALANCER_POOL);
        try {
            pool.ifPresent(AddressRange::parseAll);
        } catch (IllegalArgumentException wrong) {
            throw new WrongUse("'" + LOAD_BALANCER_POOL + "' needs ranges such as 192.0.2.0/28: " + wrong.getMessage());
        }
        return pool;
    }
}
