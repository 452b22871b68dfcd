package dev.leme.cluster;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One line a log record, and libraries only where they warn. */
final class Logs {

    /** The logging framework forgets levels of loggers that nobody holds. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("org.eclipse.jetty"), Logger.getLogger("io.grpc"), Logger.getLogger("org.xbill.DNS"));

    private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

    private Logs() {}

    /** Sets what nobody has set by a property of the process. */
    static void configure() {
        if (System.getProperty(FORMAT) == null) {
            System.setProperty(FORMAT, "%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
        }
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
    }
}
