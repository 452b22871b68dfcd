package dev.leme.api.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the published documentation says of built-in types and their members; only OpenAPI documents read it. */
public final class Descriptions {

    private static final Map<String, Map<String, String>> FILES = new ConcurrentHashMap<>();

    private Descriptions() {}

    /** Of a definition, as {@code io.k8s.api.core.v1.PodSpec}; empty where nothing is said. */
    public static String of(String definition) {
        return find(definition, "");
    }

    /** Of a definition's member. */
    public static String of(String definition, String member) {
        return find(definition, "/" + member);
    }

    private static String find(String definition, String suffix) {
        String name = definition.substring(definition.lastIndexOf('.') + 1);
        return Schemas.place(definition)
                .map(place -> FILES.computeIfAbsent(place.file(), Descriptions::read))
                .map(texts -> texts.getOrDefault(name + suffix, ""))
                .orElse("");
    }

    private static Map<String, String> read(String file) {
        Map<String, String> texts = new HashMap<>();
        List<String> lines = Builtins.lines(file + ".descriptions.tsv");
        String name = "";
        for (String line : lines.subList(1, lines.size())) {
            int tab = line.indexOf('\t');
            String key = line.substring(0, tab);
            if (key.startsWith("=")) {
                name = key.substring(1);
            }
            String text = unescape(line.substring(tab + 1));
            texts.put(key.startsWith("=") ? name : name + "/" + key, text);
        }
        return texts;
    }

    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                plain.append(next == 'n' ? '\n' : next == 't' ? '\t' : next);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
