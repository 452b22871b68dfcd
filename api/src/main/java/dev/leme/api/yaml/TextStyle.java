package dev.leme.api.yaml;

/**
 * How a text is written: plain where it reads back as itself, in single quotes where an indicator is in the way, in double
 * ones where it would read as another type or has unprintable characters, and as a literal block where it has several lines.
 */
final class TextStyle {

    private TextStyle() {}

    static void key(StringBuilder out, String text) {
        if (text.indexOf('\n') >= 0) {
            doubleQuoted(out, text);
        } else {
            line(out, text);
        }
    }

    static void value(StringBuilder out, String text, int indent) {
        if (text.indexOf('\n') < 0) {
            line(out, text);
        } else if (allowsBlock(text)) {
            block(out, text, indent);
        } else {
            doubleQuoted(out, text);
        }
    }

    private static void line(StringBuilder out, String text) {
        if (Scalars.needsQuotes(text) || hasUnprintable(text) || text.indexOf('\t') >= 0) {
            doubleQuoted(out, text);
        } else if (isPlain(text)) {
            out.append(text);
        } else {
            out.append('\'').append(text.replace("'", "''")).append('\'');
        }
    }

    private static boolean isPlain(String text) {
        char first = text.charAt(0);
        if (text.startsWith("---") || text.startsWith("...") || text.startsWith(" ") || text.endsWith(" ")) {
            return false;
        }
        if ("#,[]{}&*!|>'\"%@`".indexOf(first) >= 0) {
            return false;
        }
        boolean spaceAfterFirst = text.length() == 1 || text.charAt(1) == ' ';
        if ("-?:".indexOf(first) >= 0 && spaceAfterFirst) {
            return false;
        }
        return !text.contains(": ") && !text.endsWith(":") && !text.contains(" #");
    }

    private static boolean hasUnprintable(String text) {
        return text.codePoints().anyMatch(TextStyle::isUnprintable);
    }

    private static boolean isUnprintable(int c) {
        return (c < 0x20 && c != '\n' && c != '\t')
                || (c >= 0x7f && c < 0xa0)
                || c == 0xfeff
                || c == 0x85
                || c == 0x2028
                || c == 0x2029
                || (c >= 0xd800 && c < 0xe000)
                || c > 0xffff
                || c == 0xfffe
                || c == 0xffff;
    }

    /** A block can't show spaces before a line's end. */
    private static boolean allowsBlock(String text) {
        return !hasUnprintable(text) && !text.contains(" \n") && !text.endsWith(" ");
    }

    private static void block(StringBuilder out, String text, int indent) {
        out.append('|');
        char first = text.charAt(0);
        if (first == ' ' || first == '\n') {
            out.append('2');
        }
        if (!text.endsWith("\n")) {
            out.append('-');
        } else if (text.length() == 1 || text.endsWith("\n\n")) {
            out.append('+');
        }
        String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        for (String line : body.split("\n", -1)) {
            out.append('\n');
            if (!line.isEmpty()) {
                out.repeat(' ', indent).append(line);
            }
        }
    }

    private static void doubleQuoted(StringBuilder out, String text) {
        out.append('"');
        text.codePoints().forEach(c -> escaped(out, c));
        out.append('"');
    }

    private static void escaped(StringBuilder out, int c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case 0 -> out.append("\\0");
            case 7 -> out.append("\\a");
            case 0x1b -> out.append("\\e");
            default -> {
                if (!isUnprintable(c)) {
                    out.appendCodePoint(c);
                } else if (c <= 0xff) {
                    out.append("\\x").append("%02X".formatted(c));
                } else if (c <= 0xffff) {
                    out.append("\\u").append("%04X".formatted(c));
                } else {
                    out.append("\\U").append("%08X".formatted(c));
                }
            }
        }
    }
}
