package dev.leme.cli;

import dev.leme.cli.arguments.Arguments;
import dev.leme.cli.arguments.Synopsis;
import dev.leme.cli.arguments.WrongUse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where every {@code leme} command begins. Exit codes: 0 all well, 1 it failed, 2 wrong use. */
public final class Leme {
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;
    private static final String KUBECTL = "kubectl";
    private static final String TRAIN = "train";

    private final Invocation invocation;
    private final List<Command> commands;

    private Leme(Invocation invocation) {
        this.invocation = invocation;
        this.commands = List.of(
                new DemoCommand(invocation),
                new UpCommand(invocation),
                new DownCommand(invocation),
                new StatusCommand(invocation),
                new WhyCommand(invocation),
                new DoctorCommand(invocation),
                new KubectlCommand(invocation),
                new ImageImportCommand(invocation),
                new ImageListCommand(invocation),
                new ServerCommand(invocation),
                new TrainCommand());
    }

    public static void main(String[] typed) {
        if (typed.length > 0 && typed[0].equals("server")) {
            LogFormat.forServer();
        } else {
            LogFormat.forCommand();
        }
        System.exit(run(Invocation.ofThisProcess(), List.of(typed)));
    }

    /** Runs one command; returns its exit code. */
    static int run(Invocation invocation, List<String> typed) {
        Leme leme = new Leme(invocation);
        try {
            return leme.run(typed);
        } catch (WrongUse wrong) {
            invocation.say(String.valueOf(wrong.getMessage()));
            invocation
                    .err()
                    .println("'leme"
                            + leme.find(typed)
                                    .map(command -> " " + command.synopsis().command())
                                    .orElse("") + " --help' tells how it is used");
            return WRONG_USE;
        } catch (CommandFailure failure) {
            return leme.failed(String.valueOf(failure.getMessage()), failure);
        } catch (InterruptedException stopped) {
            return leme.failed("interrupted", stopped);
        } catch (IOException | RuntimeException failure) {
            return leme.failed("failed: " + failure, failure);
        }
    }

    private int failed(String line, Exception cause) {
        invocation.say(line);
        if (invocation.variable("LEME_DEBUG").isPresent()) {
            cause.printStackTrace(invocation.err());
        }
        return FAILED;
    }

    private int run(List<String> typed) throws IOException, InterruptedException {
        if (typed.size() > 1 && typed.getFirst().equals(KUBECTL)) {
            return new KubectlCommand(invocation).passThrough(typed.subList(1, typed.size()));
        }
        Optional<Command> command = find(typed);
        if (command.isEmpty()) {
            return withoutCommand(typed);
        }
        Synopsis synopsis = command.get().synopsis();
        int length = synopsis.command().split(" ", -1).length;
        Arguments arguments = Arguments.parse(synopsis, typed.subList(length, typed.size()));
        if (arguments.help()) {
            invocation.out().print(synopsis.help());
            return 0;
        }
        return command.get().run(arguments);
    }

    private Optional<Command> find(List<String> typed) {
        return commands.stream()
                .filter(command -> isAt(command.synopsis().command(), typed))
                .findFirst();
    }

    private static boolean isAt(String name, List<String> typed) {
        List<String> words = List.of(name.split(" ", -1));
        return typed.size() >= words.size() && typed.subList(0, words.size()).equals(words);
    }

    private int withoutCommand(List<String> typed) {
        List<String> names =
                typed.stream().takeWhile(word -> !word.startsWith("-")).toList();
        if (typed.contains("--help") || typed.contains("-h") || typed.equals(List.of("help"))) {
            String group = names.isEmpty() || names.getFirst().equals("help") ? "" : names.getFirst() + " ";
            if (commands.stream()
                    .anyMatch(command -> command.synopsis().command().startsWith(group))) {
                invocation.out().print(help(group));
                return 0;
            }
        }
        throw new WrongUse(
                names.isEmpty() ? "no command given" : "there is no command '" + String.join(" ", names) + "'");
    }

    /** All commands whose names start with {@code group}. */
    private String help(String group) {
        StringBuilder text = new StringBuilder("Usage: leme " + group + "COMMAND\n");
        text.append("A complete Kubernetes in one process, on this machine.\n\n");
        for (Command command : commands) {
            Synopsis synopsis = command.synopsis();
            if (synopsis.command().startsWith(group) && !synopsis.command().equals(TRAIN)) {
                text.append(Synopsis.row(synopsis.command(), synopsis.summary().getFirst()));
            }
        }
        return text.append("\nState is in $LEME_HOME (for root /var/lib/leme, else ~/.local/share/leme).\n")
                .append("Each command has --help. Exit codes: 0 all well, 1 it failed, 2 wrong use.\n")
                .toString();
    }
}
