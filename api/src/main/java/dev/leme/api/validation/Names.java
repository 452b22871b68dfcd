package dev.leme.api.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The spellings that Kubernetes accepts for names, labels, keys and ports. Each check gives the complaints in the words that
 * clients know from upstream; none means that the text is good.
 */
public final class Names {

    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String VALUE = "(" + QUALIFIED + ")?";
    private static final String CONFIG_KEY = "[-._a-zA-Z0-9]+";
    private static final String WILDCARD = "\\*\\." + SUBDOMAIN;
    private static final String PERCENT = "[0-9]+%";
    private static final String HEADER = "[-A-Za-z0-9]+";

    private static final String LABEL_MESSAGE = withExamples(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end"
                    + " with an alphanumeric character",
            LABEL,
            "my-name",
            "123-abc");
    private static final String SUBDOMAIN_MESSAGE = withExamples(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start"
                    + " and end with an alphanumeric character",
            SUBDOMAIN,
            "example.com");
    private static final String LABEL_1035_MESSAGE = withExamples(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic"
                    + " character, and end with an alphanumeric character",
            LABEL_1035,
            "my-name",
            "abc-123");
    private static final String WILDCARD_MESSAGE = withExamples(
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of"
                    + " lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
            WILDCARD,
            "*.example.com");
    private static final String QUALIFIED_MESSAGE = withExamples(
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
            QUALIFIED,
            "MyName",
            "my.name",
            "123-abc");
    private static final String VALUE_MESSAGE = withExamples(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start"
                    + " and end with an alphanumeric character",
            VALUE,
            "MyValue",
            "my_value",
            "12345");
    private static final String CONFIG_KEY_MESSAGE = withExamples(
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
            CONFIG_KEY,
            "key.name",
            "KEY_NAME",
            "key-name");
    private static final String PERCENT_MESSAGE = withExamples(
            "a valid percent string must be a numeric string followed by an ending '%'", PERCENT, "1%", "93%");
    private static final String HEADER_MESSAGE =
            withExamples("a valid HTTP header must consist of alphanumeric characters or '-'", HEADER, "X-Header-Name");

    private Names() {}

    /** A DNS label of RFC 1123, up to 63 characters: pods' hostnames, namespaces, containers, volumes. */
    public static List<String> label(String text) {
        return check(text, 63, isLabel(text, 0, text.length()), LABEL_MESSAGE);
    }

    /** A DNS subdomain of RFC 1123, up to 253 characters: the names of most kinds. */
    public static List<String> subdomain(String text) {
        return check(text, 253, isSubdomain(text, 0), SUBDOMAIN_MESSAGE);
    }

    /** A DNS label of RFC 1035, up to 63 characters: services. */
    public static List<String> label1035(String text) {
        boolean good = isLabel(text, 0, text.length()) && !isDigit(text.charAt(0));
        return check(text, 63, good, LABEL_1035_MESSAGE);
    }

    /** A subdomain behind {@code *.}: hosts of an ingress. */
    public static List<String> wildcardSubdomain(String text) {
        return check(text, 253, text.startsWith("*.") && isSubdomain(text, 2), WILDCARD_MESSAGE);
    }

    /** A label's or annotation's key: a name of up to 63 characters, perhaps behind a subdomain and a slash. */
    public static List<String> qualified(String text) {
        List<String> complaints = new ArrayList<>();
        String[] parts = text.split("/", -1);
        if (parts.length > 2) {
            complaints.add("a qualified name " + QUALIFIED_MESSAGE
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
            return complaints;
        }
        if (parts.length == 2) {
            List<String> prefix = parts[0].isEmpty() ? List.of("must be non-empty") : subdomain(parts[0]);
            prefix.forEach(complaint -> complaints.add("prefix part " + complaint));
        }
        String name = parts[parts.length - 1];
        if (name.isEmpty()) {
            complaints.add("name part must be non-empty");
        } else if (name.length() > 63) {
            complaints.add("name part " + tooLong(63));
        }
        if (!isQualified(name)) {
            complaints.add("name part " + QUALIFIED_MESSAGE);
        }
        return complaints;
    }

    /** A label's value, up to 63 characters, which may be empty. */
    public static List<String> labelValue(String text) {
        return check(text, 63, text.isEmpty() || isQualified(text), VALUE_MESSAGE);
    }

    /** A key of a config map or a secret: a file's name. */
    public static List<String> configKey(String text) {
        boolean good = !text.isEmpty() && all(text, 0, text.length(), Names::isQualifiedPart);
        List<String> complaints = new ArrayList<>(check(text, 253, good, CONFIG_KEY_MESSAGE));
        if (text.equals(".")) {
            complaints.add("must not be '.'");
        } else if (text.equals("..")) {
            complaints.add("must not be '..'");
        } else if (text.startsWith("..")) {
            complaints.add("must not start with '..'");
        }
        return complaints;
    }

    /** An environment variable's name: printable ASCII but for the equals sign. */
    public static List<String> environmentVariable(String text) {
        if (text.isEmpty()) {
            return List.of("environment variable name must be non-empty");
        }
        boolean good = text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '=');
        return good
                ? List.of()
                : List.of(
                        "a valid environment variable name must consist only of printable ASCII characters other than '='");
    }

    /** A port's number. */
    public static List<String> portNumber(long port) {
        return port >= 1 && port <= 65535 ? List.of() : List.of(range(1, 65535));
    }

    /** A port's name: up to 15 letters, digits and hyphens, one letter at least. */
    public static List<String> portName(String text) {
        List<String> complaints = new ArrayList<>();
        if (text.length() > 15) {
            complaints.add(tooLong(15));
        }
        if (text.isEmpty() || !all(text, 0, text.length(), c -> isLowerOrDigit(c) || c == '-')) {
            complaints.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (text.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
            complaints.add("must contain at least one letter (a-z)");
        }
        if (text.contains("--")) {
            complaints.add("must not contain consecutive hyphens");
        }
        if (text.startsWith("-") || text.endsWith("-")) {
            complaints.add("must not begin or end with a hyphen");
        }
        return complaints;
    }

    /** A name that can stand in a path as it is: roles and bindings. */
    public static List<String> pathSegment(String text) {
        return switch (text) {
            case ".", ".." -> List.of("may not be '" + text + "'");
            default -> pathSegmentPrefix(text);
        };
    }

    private static List<String> pathSegmentPrefix(String text) {
        List<String> complaints = new ArrayList<>();
        for (String illegal : List.of("/", "%")) {
            if (text.contains(illegal)) {
                complaints.add("may not contain '" + illegal + "'");
            }
        }
        return complaints;
    }

    /** A whole number of per cent. */
    public static List<String> percent(String text) {
        int digits = text.length() - 1;
        boolean good = digits > 0 && text.charAt(digits) == '%' && all(text, 0, digits, Names::isDigit);
        return good ? List.of() : List.of(PERCENT_MESSAGE);
    }

    /** An HTTP header's name. */
    public static List<String> httpHeader(String text) {
        boolean good = !text.isEmpty() && all(text, 0, text.length(), c -> isAlphanumeric(c) || c == '-');
        return good ? List.of() : List.of(HEADER_MESSAGE);
    }

    /** {@code must be between LOW and HIGH, inclusive}. */
    static String range(long low, long high) {
        return "must be between " + low + " and " + high + ", inclusive";
    }

    static String tooLong(int most) {
        return "must be no more than " + most + " bytes";
    }

    /** {@code text} as an annotation's key is compared. */
    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static List<String> check(String text, int longest, boolean good, String message) {
        if (good && text.length() <= longest) {
            return List.of();
        }
        List<String> complaints = new ArrayList<>(2);
        if (text.length() > longest) {
            complaints.add(tooLong(longest));
        }
        if (!good) {
            complaints.add(message);
        }
        return complaints;
    }

    /** A test of one character; names are checked on every write, and a loop takes a tenth of a regular expression's time. */
    @FunctionalInterface
    private interface CharacterTest {
        boolean holds(char character);
    }

    private static boolean all(String text, int from, int to, CharacterTest test) {
        for (int i = from; i < to; i++) {
            if (!test.holds(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLowerOrDigit(char c) {
        return c >= 'a' && c <= 'z' || isDigit(c);
    }

    private static boolean isAlphanumeric(char c) {
        return isLowerOrDigit(c) || c >= 'A' && c <= 'Z';
    }

    private static boolean isQualifiedPart(char c) {
        return isAlphanumeric(c) || c == '-' || c == '_' || c == '.';
    }

    private static boolean isLabel(String text, int from, int to) {
        return from < to
                && isLowerOrDigit(text.charAt(from))
                && isLowerOrDigit(text.charAt(to - 1))
                && all(text, from, to, c -> isLowerOrDigit(c) || c == '-');
    }

    private static boolean isSubdomain(String text, int from) {
        int start = from;
        for (int dot = text.indexOf('.', start); dot >= 0; dot = text.indexOf('.', start)) {
            if (!isLabel(text, start, dot)) {
                return false;
            }
            start = dot + 1;
        }
        return isLabel(text, start, text.length());
    }

    private static boolean isQualified(String text) {
        return !text.isEmpty()
                && isAlphanumeric(text.charAt(0))
                && isAlphanumeric(text.charAt(text.length() - 1))
                && all(text, 0, text.length(), Names::isQualifiedPart);
    }

    private static String withExamples(String message, String regex, String... examples) {
        StringBuilder text = new StringBuilder(message).append(" (e.g. ");
        for (int i = 0; i < examples.length; i++) {
            text.append(i > 0 ? " or '" : "'").append(examples[i]).append("', ");
        }
        return text.append("regex used for validation is '")
                .append(regex)
                .append("')")
                .toString();
    }
}
