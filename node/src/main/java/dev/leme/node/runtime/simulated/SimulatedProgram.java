package dev.leme.node.runtime.simulated;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a simulated container does, read from its command: {@code echo TEXT}, {@code sleep N}, {@code exit N}, {@code
 * true} and {@code false}, alone or as a script of {@code sh -c}, separated by {@code ;}, {@code &&} or line ends; and in a
 * script {@code trap 'exit N' TERM}, what it ends with when it is stopped.
 * Anything else, and no command at all, runs until it is stopped.
 */
record SimulatedProgram(List<Step> steps) {
    private static final Pattern SEPARATOR = Pattern.compile("\\s*(?:;|&&|\\n)\\s*");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,3})?");

    /** One thing after another; after the last one the program has ended well. */
    sealed interface Step {
        /** Writes a line. */
        record Echo(String text) implements Step {}

        /** Lets time pass. */
        record Sleep(Duration time) implements Step {}

        /** Ends with this code once it is asked to stop; without it that is 0. */
        record Trap(int code) implements Step {}

        /** Ends. */
        record Exit(int code) implements Step {}

        /** Stays until it is stopped. */
        record Run() implements Step {}
    }

    static SimulatedProgram of(List<String> command, List<String> args) {
        List<String> words = new ArrayList<>(command);
        words.addAll(args);
        if (words.isEmpty()) {
            return new SimulatedProgram(List.of(new Step.Run()));
        }
        if (words.size() >= 3
                && isShell(words.get(0))
                && words.get(1).startsWith("-")
                && words.get(1).endsWith("c")) {
            return script(words.get(2));
        }
        return new SimulatedProgram(List.of(step(words)));
    }

    private static boolean isShell(String word) {
        String name = baseName(word);
        return name.equals("sh") || name.equals("bash") || name.equals("ash");
    }

    private static String baseName(String word) {
        return word.substring(word.lastIndexOf('/') + 1);
    }

    private static SimulatedProgram script(String text) {
        List<Step> steps = new ArrayList<>();
        for (String statement : SEPARATOR.split(text.strip())) {
            if (!statement.isEmpty()) {
                steps.add(step(List.of(BLANKS.split(statement))));
            }
        }
        return new SimulatedProgram(List.copyOf(steps));
    }

    private static Step step(List<String> words) {
        String argument = words.size() > 1 ? words.get(1) : "";
        return switch (baseName(words.getFirst())) {
            case "echo" -> new Step.Echo(unquote(String.join(" ", words.subList(1, words.size()))));
            case "sleep" ->
                SECONDS.matcher(argument).matches()
                        ? new Step.Sleep(Duration.ofMillis(Math.round(Double.parseDouble(argument) * 1000)))
                        : new Step.Run();
            case "exit" -> new Step.Exit(code(argument));
            case "trap" ->
                new Step.Trap(code(
                        words.size() > 2
                                ? unquote(argument + " " + words.get(2)).replaceFirst("^exit ", "")
                                : ""));
            case "true" -> new Step.Sleep(Duration.ZERO);
            case "false" -> new Step.Exit(1);
            default -> new Step.Run();
        };
    }

    private static int code(String number) {
        return NUMBER.matcher(number).matches() ? Integer.parseInt(number) & 0xff : 0;
    }

    private static String unquote(String text) {
        boolean quoted = text.length() > 1
                && (text.startsWith("\"") && text.endsWith("\"") || text.startsWith("'") && text.endsWith("'"));
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
