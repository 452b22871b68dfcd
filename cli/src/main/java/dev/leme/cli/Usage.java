package dev.leme.cli;

import dev.leme.cli.home.ClusterHome;

/** Wrong use of a command: exit code 2. */
final class Usage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Usage(String message) {
        super(message);
    }

    /** The home of the cluster of that name. */
    static ClusterHome home(Invocation invocation, String name) {
        try {
            return ClusterHome.of(invocation, name);
        } catch (IllegalArgumentException wrong) {
            throw new Usage(String.valueOf(wrong.getMessage()));
        }
    }
}
