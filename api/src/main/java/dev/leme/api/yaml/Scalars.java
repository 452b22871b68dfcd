package dev.leme.api.yaml;

import dev.leme.api.json.JsonBoolean;
import dev.leme.api.json.JsonNull;
import dev.leme.api.json.JsonNumber;
import dev.leme.api.json.JsonString;
import dev.leme.api.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;

/** What a scalar's text means. */
final class Scalars {

    /** The tag of a scalar without quotes and without a tag of its own. */
    static final Tag PLAIN = new Tag("!plain");

    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUES =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSES =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Pattern WHOLE =
            Pattern.compile("[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)");
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
    private static final Pattern DATE = Pattern.compile(
            "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \\t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?"
                    + "(?:[ \\t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?)?");
    private static final Pattern BASE_60 = Pattern.compile("[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?");
    private static final int LONGEST_NUMBER = 1000;

    private Scalars() {}

    /** The value of a scalar with this tag. */
    static JsonValue value(Tag tag, String text) {
        if (tag.equals(Tag.STR)) {
            return new JsonString(text);
        }
        if (tag.equals(Tag.BINARY)) {
            byte[] bytes = Base64.getMimeDecoder().decode(text);
            return new JsonString(new String(bytes, StandardCharsets.UTF_8));
        }
        JsonValue value = plain(text);
        if (tag.equals(Tag.FLOAT) && value instanceof JsonNumber number) {
            return JsonNumber.of(number.decimalValue());
        }
        return value;
    }

    private static JsonValue plain(String text) {
        if (NULLS.contains(text)) {
            return JsonNull.NULL;
        }
        if (TRUES.contains(text)) {
            return JsonBoolean.TRUE;
        }
        if (FALSES.contains(text)) {
            return JsonBoolean.FALSE;
        }
        char first = text.charAt(0);
        boolean maybeNumber = (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.';
        return maybeNumber && text.length() <= LONGEST_NUMBER ? number(text) : new JsonString(text);
    }

    private static JsonValue number(String text) {
        String digits = text.replace("_", "");
        if (WHOLE.matcher(digits).matches()) {
            BigInteger whole = whole(digits);
            return whole.bitLength() < Long.SIZE
                    ? JsonNumber.of(whole.longValue())
                    : JsonNumber.of(new BigDecimal(whole));
        }
        if (DECIMAL.matcher(digits).matches()) {
            return decimal(digits);
        }
        if (NOT_FINITE.matcher(text).matches()) {
            throw new YamlException("error converting YAML to JSON: json: unsupported value: " + text);
        }
        return new JsonString(text);
    }

    private static BigInteger whole(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        BigInteger value = digits.length() > 1 && digits.charAt(0) == '0' ? prefixed(digits) : new BigInteger(digits);
        return negative ? value.negate() : value;
    }

    private static BigInteger prefixed(String digits) {
        return switch (digits.charAt(1)) {
            case 'x', 'X' -> new BigInteger(digits.substring(2), 16);
            case 'b', 'B' -> new BigInteger(digits.substring(2), 2);
            case 'o', 'O' -> new BigInteger(digits.substring(2), 8);
            default -> new BigInteger(digits, 8);
        };
    }

    /** As Go's JSON writes a double: a whole one without a fraction. */
    private static JsonValue decimal(String text) {
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            return new JsonString(text);
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e18;
        return whole ? JsonNumber.of((long) value) : JsonNumber.of(BigDecimal.valueOf(value));
    }

    /** Whether {@code text} without quotes would be read as something else than this text, by old readers too. */
    static boolean needsQuotes(String text) {
        if (text.isEmpty()
                || DATE.matcher(text).matches()
                || BASE_60.matcher(text).matches()
                || text.equals("<<")) {
            return true;
        }
        return NOT_FINITE.matcher(text).matches() || !(plain(text) instanceof JsonString);
    }
}
