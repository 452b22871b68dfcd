package dev.leme.api.yaml;

import java.util.Comparator;

/** The order of keys in Kubernetes' YAML: by character, but runs of digits by their number, and letters after all else. */
enum NaturalOrder implements Comparator<String> {
    INSTANCE;

    @Override
    public int compare(String left, String right) {
        int shared = Math.min(left.length(), right.length());
        boolean afterDigit = false;
        for (int i = 0; i < shared; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                return different(left, right, i, afterDigit);
            }
            afterDigit = Character.isDigit(a);
        }
        return Integer.compare(left.length(), right.length());
    }

    private static int different(String left, String right, int at, boolean afterDigit) {
        char a = left.charAt(at);
        char b = right.charAt(at);
        boolean letterA = Character.isLetter(a);
        boolean letterB = Character.isLetter(b);
        if (letterA != letterB) {
            // The shorter of two numbers comes first: what follows it is no digit.
            return letterA == afterDigit ? -1 : 1;
        }
        // What is no digit is a number without digits. Leading zeros are seldom enough to count as digits.
        int lengthA = letterA ? 0 : digits(left, at);
        int lengthB = letterB ? 0 : digits(right, at);
        return lengthA != lengthB ? Integer.compare(lengthA, lengthB) : Character.compare(a, b);
    }

    private static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end - from;
    }
}
