package dev.leme.codegen;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The members whose empty value differs from absent, from {@code pointers.txt}. */
final class Pointers {

    private final Map<String, List<String>> members = new HashMap<>();

    private Pointers() {}

    /** Reads the list; a line that names what {@code messages} don't have is an error. */
    static Pointers read(Collection<Message> messages) {
        Pointers pointers = new Pointers();
        for (String line : Published.resource("pointers.txt").split("\n")) {
            if (!line.startsWith("#")) {
                List<String> words = List.of(line.split(" "));
                pointers.members.put(words.getFirst(), words.subList(1, words.size()));
            }
        }
        pointers.members.forEach((type, names) -> names.forEach(name -> check(messages, type, name)));
        return pointers;
    }

    private static void check(Collection<Message> messages, String type, String name) {
        boolean known = messages.stream()
                .filter(message -> key(message).equals(type))
                .anyMatch(message ->
                        message.fields().stream().anyMatch(field -> field.name().equals(name)));
        if (!known) {
            throw new IllegalStateException("pointers.txt names " + type + "." + name + ", which doesn't exist");
        }
    }

    boolean contains(Message message, Field field) {
        return members.getOrDefault(key(message), List.of()).contains(field.name());
    }

    private static String key(Message message) {
        return message.groupVersion().label() + "." + message.name();
    }
}
