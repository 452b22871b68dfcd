package dev.leme.api.selector;

import dev.leme.api.selector.LabelSelector.Operator;
import dev.leme.api.selector.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;

/** Reads the query form of a label selector, left to right. */
final class LabelSelectorParser {

    private static final String SPECIAL = ",()=!<> \t";

    private final String text;
    private int at;

    LabelSelectorParser(String text) {
        this.text = text;
    }

    List<Requirement> parse() {
        List<Requirement> requirements = new ArrayList<>();
        do {
            requirements.add(requirement());
        } while (accept(","));
        skipSpace();
        if (at < text.length()) {
            throw broken("found '" + text.substring(at) + "', expected: ',' or 'end of string'");
        }
        return List.copyOf(requirements);
    }

    private Requirement requirement() {
        if (accept("!")) {
            return new Requirement(word("identifier"), Operator.DOES_NOT_EXIST, List.of());
        }
        String key = word("identifier");
        if (accept("==") || accept("=")) {
            return new Requirement(key, Operator.EQUALS, List.of(value()));
        }
        if (accept("!=")) {
            return new Requirement(key, Operator.NOT_EQUALS, List.of(value()));
        }
        if (accept(">")) {
            return new Requirement(key, Operator.GREATER, List.of(value()));
        }
        if (accept("<")) {
            return new Requirement(key, Operator.LESS, List.of(value()));
        }
        return setRequirement(key);
    }

    private Requirement setRequirement(String key) {
        int before = at;
        String operator = value();
        return switch (operator) {
            case "in" -> new Requirement(key, Operator.IN, set());
            case "notin" -> new Requirement(key, Operator.NOT_IN, set());
            case "" -> new Requirement(key, Operator.EXISTS, List.of());
            default -> {
                at = before;
                throw broken("found '" + operator + "', expected: in, notin, =, ==, !=, gt, lt");
            }
        };
    }

    private List<String> set() {
        if (!accept("(")) {
            throw broken("expected: '('");
        }
        List<String> values = new ArrayList<>();
        do {
            values.add(value());
        } while (accept(","));
        if (!accept(")")) {
            throw broken("expected: ',' or ')'");
        }
        return List.copyOf(values);
    }

    private String word(String expected) {
        String word = value();
        if (word.isEmpty()) {
            String found = at < text.length() ? text.substring(at, at + 1) : "";
            throw broken("found '" + found + "', expected: !, " + expected + ", or ','");
        }
        return word;
    }

    private String value() {
        skipSpace();
        int start = at;
        while (at < text.length() && SPECIAL.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean accept(String token) {
        skipSpace();
        if (text.startsWith(token, at)) {
            at += token.length();
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private static IllegalArgumentException broken(String why) {
        return new IllegalArgumentException("unable to parse requirement: " + why);
    }
}
