package dev.leme.cli.arguments;

import java.util.List;

/**
 * How a command is used.
 *
 * @param command its name, of one word or two
 * @param words what stands for its words in help; empty for a command that takes none
 * @param leastWords how many it needs
 * @param summary what it does: the first sentence is for the list of all commands
 */
public record Synopsis(String command, String words, int leastWords, List<String> summary, List<Option> options) {
    private static final int COLUMN = 24;
    private static final int WIDTH = 100;
    private static final String HELP = "-h, --help";

    public Synopsis {
        summary = List.copyOf(summary);
        options = List.copyOf(options);
    }

    /** What {@code --help} shows. */
    public String help() {
        StringBuilder text = new StringBuilder(usage()).append('\n');
        summary.forEach(line -> text.append(wrapped(line, 0)).append('\n'));
        options.stream()
                .filter(option -> !option.isHidden())
                .forEach(option -> text.append(row(option.text(), option.description())));
        return text.append(row(HELP, "Show this help.")).toString();
    }

    private String usage() {
        StringBuilder line = new StringBuilder("Usage: leme ").append(command);
        options.stream()
                .filter(option -> !option.isHidden())
                .forEach(option -> line.append(" [").append(option.text()).append(']'));
        return (words.isEmpty() ? line : line.append(' ').append(words)).toString();
    }

    /** A name and what it means, in two columns. */
    public static String row(String name, String meaning) {
        return ("  %-" + (COLUMN - 2) + "s%s%n").formatted(name, wrapped(meaning, COLUMN));
    }

    private static String wrapped(String text, int indent) {
        StringBuilder wrapped = new StringBuilder();
        int column = indent;
        for (String word : text.split(" ", -1)) {
            if (column > indent && column + word.length() > WIDTH) {
                wrapped.append('\n').repeat(' ', indent);
                column = indent;
            } else if (column > indent) {
                wrapped.append(' ');
            }
            wrapped.append(word);
            column += word.length() + 1;
        }
        return wrapped.toString();
    }
}
