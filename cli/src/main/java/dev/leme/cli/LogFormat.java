package dev.leme.cli;

import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** How this process logs: a line an event, with its time; from libraries only what is wrong. */
final class LogFormat {
    private static final String LINE = "%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n";
    /** Kept, for the JDK forgets the level of a logger that nobody holds. */
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    private LogFormat() {}

    /** For a server, whose log is read when something went wrong. */
    static void forServer() {
        System.setProperty("java.util.logging.SimpleFormatter.format", LINE);
        JETTY.setLevel(Level.WARNING);
    }

    /** For a command, which tells people itself what it does. */
    static void forCommand() {
        System.setProperty("java.util.logging.SimpleFormatter.format", "leme: %5$s%n");
        LogManager.getLogManager().getLogger("").setLevel(Level.WARNING);
    }
}
