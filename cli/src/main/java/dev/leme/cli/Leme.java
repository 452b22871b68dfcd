package dev.leme.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import org.jspecify.annotations.Nullable;

/** Where every {@code leme} command begins. Exit codes: 0 all well, 1 it failed, 2 wrong use. */
@Command(
        name = "leme",
        description = "A complete Kubernetes in one process, on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "State is in $LEME_HOME (for root /var/lib/leme, else ~/.local/share/leme).",
            "Exit codes: 0 all well, 1 it failed, 2 wrong use."
        })
public final class Leme implements Runnable {

    @Spec
    @Nullable CommandSpec spec;

    private Leme() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("server")) {
            LogFormat.forServer();
        } else {
            LogFormat.forCommand();
        }
        System.exit(run(Invocation.ofThisProcess(), List.of(arguments)));
    }

    /** Runs one command; returns its exit code. */
    static int run(Invocation invocation, List<String> arguments) {
        if (arguments.size() > 1 && arguments.getFirst().equals("kubectl")) {
            return kubectl(invocation, arguments.subList(1, arguments.size()));
        }
        return commands(invocation).execute(arguments.toArray(String[]::new));
    }

    private static int kubectl(Invocation invocation, List<String> arguments) {
        try {
            return KubectlCommand.run(invocation, arguments);
        } catch (Usage | CommandFailure failure) {
            return report(invocation, failure);
        }
    }

    private static CommandLine commands(Invocation invocation) {
        CommandLine image = new CommandLine(new ImageCommand())
                .addSubcommand(new ImageCommand.Import(invocation))
                .addSubcommand(new ImageCommand.Listing(invocation));
        CommandLine all = new CommandLine(new Leme())
                .addSubcommand(new DemoCommand(invocation))
                .addSubcommand(new UpCommand(invocation))
                .addSubcommand(new DownCommand(invocation))
                .addSubcommand(new StatusCommand(invocation))
                .addSubcommand(new DoctorCommand(invocation))
                .addSubcommand(new KubectlCommand(invocation))
                .addSubcommand(image)
                .addSubcommand(new ServerCommand(invocation))
                .addSubcommand(new TrainCommand());
        withHelp(all);
        return all.setOut(writer(invocation.out()))
                .setErr(writer(invocation.err()))
                .setExecutionExceptionHandler((failure, command, parsed) -> report(invocation, failure))
                .setParameterExceptionHandler((failure, words) -> wrongUse(invocation, failure));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private static void withHelp(CommandLine command) {
        command.getCommandSpec().mixinStandardHelpOptions(false);
        command.getCommandSpec()
                .addOption(CommandLine.Model.OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
        command.getSubcommands().values().forEach(Leme::withHelp);
    }

    private static int wrongUse(Invocation invocation, ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        invocation.err().println("leme: " + failure.getMessage());
        invocation.err().println("'" + command.getCommandSpec().qualifiedName() + " --help' tells how it is used");
        return ExitCode.USAGE;
    }

    private static int report(Invocation invocation, Exception failure) {
        boolean usage = failure instanceof Usage;
        if (usage || failure instanceof CommandFailure) {
            invocation.say(String.valueOf(failure.getMessage()));
        } else {
            invocation.say("failed: " + failure);
        }
        if (!usage && invocation.variable("LEME_DEBUG").isPresent()) {
            failure.printStackTrace(invocation.err());
        }
        return usage ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    @Override
    public void run() {
        if (spec == null) {
            throw new IllegalStateException("run without picocli");
        }
        throw new ParameterException(spec.commandLine(), "no command given");
    }
}
