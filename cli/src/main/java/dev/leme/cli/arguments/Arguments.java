package dev.leme.cli.arguments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was typed after a command's name: {@code --option value}, {@code --option=value}, {@code --flag},
 * {@code --no-flag}, and words; all after {@code --} are words.
 *
 * <p>Our own, for picocli's classes are of a form too old for the JVM's cache: they took 0.25 s of every start.
 *
 * @param values by the option's name; a flag's are {@code true} and {@code false}
 * @param help whether help was asked for; then nothing else counts
 */
public record Arguments(Map<String, String> values, List<String> words, boolean help) {
    private static final Arguments HELP = new Arguments(Map.of(), List.of(), true);
    private static final int HIGHEST_PORT = 65_535;

    public Arguments {
        values = Map.copyOf(values);
        words = List.copyOf(words);
    }

    /** Throws {@link WrongUse} for what the synopsis doesn't allow. */
    public static Arguments parse(Synopsis synopsis, List<String> typed) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> words = new ArrayList<>();
        for (int i = 0; i < typed.size(); i++) {
            String word = typed.get(i);
            if (word.equals("--")) {
                words.addAll(typed.subList(i + 1, typed.size()));
                break;
            } else if (word.equals("-h") || word.equals("--help")) {
                return HELP;
            } else if (!word.startsWith("-") || word.equals("-")) {
                words.add(word);
            } else if (takesNext(synopsis, word, values)) {
                i++;
                values.put(word, next(typed, i, word));
            }
        }
        requireWords(synopsis, words);
        return new Arguments(values, words, false);
    }

    /** Notes an option, but for its value where that is the next word. */
    private static boolean takesNext(Synopsis synopsis, String word, Map<String, String> values) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        for (Option option : synopsis.options()) {
            boolean denied = option.negatable() && name.equals(option.opposite());
            if (option.name().equals(name) || denied) {
                if (option.isFlag() && equals >= 0) {
                    throw new WrongUse("'" + name + "' takes no value");
                } else if (!option.isFlag() && equals < 0) {
                    return true;
                }
                values.put(option.name(), option.isFlag() ? Boolean.toString(!denied) : word.substring(equals + 1));
                return false;
            }
        }
        throw new WrongUse("there is no option '" + name + "'");
    }

    private static String next(List<String> typed, int index, String option) {
        if (index >= typed.size()) {
            throw new WrongUse("'" + option + "' needs a value");
        }
        return typed.get(index);
    }

    private static void requireWords(Synopsis synopsis, List<String> words) {
        if (synopsis.words().isEmpty() && !words.isEmpty()) {
            throw new WrongUse("'" + words.getFirst() + "' is one word too many");
        }
        if (words.size() < synopsis.leastWords()) {
            throw new WrongUse(synopsis.words() + " is missing");
        }
    }

    public Optional<String> value(String option) {
        return Optional.ofNullable(values.get(option)).filter(value -> !value.isEmpty());
    }

    /** Whether a flag was given or denied; nothing when neither. */
    public Optional<Boolean> flag(String option) {
        return value(option).map(Boolean::valueOf);
    }

    public boolean has(String option) {
        return flag(option).orElse(false);
    }

    public Optional<Integer> port(String option) {
        return value(option).map(text -> {
            try {
                int port = Integer.parseInt(text);
                if (port > 0 && port <= HIGHEST_PORT) {
                    return port;
                }
            } catch (NumberFormatException noNumber) {
                // Told below.
            }
            throw new WrongUse("'" + option + "' needs a port, not '" + text + "'");
        });
    }

    /** The value, which must be one of these. */
    public Optional<String> choice(String option, List<String> choices) {
        Optional<String> chosen = value(option);
        chosen.filter(value -> !choices.contains(value)).ifPresent(value -> {
            throw new WrongUse("'" + option + "' is one of " + String.join(", ", choices) + ", not '" + value + "'");
        });
        return chosen;
    }
}
