package dev.leme.apiserver.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The decoded parameters of a query string, in order. */
public record Query(Map<String, List<String>> parameters) {

    /** No parameters. */
    public static final Query EMPTY = new Query(Map.of());

    /** The parameters that {@code raw} (without its question mark) spells; what can't be decoded throws {@link IllegalArgumentException}. */
    public static Query parse(String raw) {
        if (raw.isEmpty()) {
            return EMPTY;
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String part : raw.split("&")) {
            if (!part.isEmpty()) {
                int at = part.indexOf('=');
                String name = decode(at < 0 ? part : part.substring(0, at));
                String value = at < 0 ? "" : decode(part.substring(at + 1));
                parameters.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
            }
        }
        return new Query(parameters);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The first value, empty when absent. */
    public String get(String name) {
        List<String> values = parameters.get(name);
        return values == null ? "" : values.getFirst();
    }

    /** All values. */
    public List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /** Whether the parameter is there, even without a value. */
    public boolean has(String name) {
        return parameters.containsKey(name);
    }

    /** Whether the parameter says true, as Go reads booleans; {@code ?watch} alone and {@code watch=1} do. */
    public boolean flag(String name) {
        if (!has(name)) {
            return false;
        }
        return switch (get(name)) {
            case "false", "0", "f", "F", "False", "FALSE" -> false;
            default -> true;
        };
    }
}
