package dev.leme.codegen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Descriptions and markers, read from the javadoc that protoc writes into generated sources. */
final class Comments {

    /** A text and the markers that stood in it. */
    record Comment(String description, List<String> markers) {
        static final Comment NONE = new Comment("", List.of());
    }

    private static final Pattern INTERFACE = Pattern.compile("public interface \\w+OrBuilder extends\n"
            + "\\s*// @@protoc_insertion_point\\(interface_extends:([\\w.]+)\\)");
    private static final Pattern JAVADOC = Pattern.compile("/\\*\\*\n(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern TEXT = Pattern.compile("<pre>\n(.*?)</pre>", Pattern.DOTALL);
    private static final Pattern FIELD =
            Pattern.compile("<code>(?:optional |repeated )?(?:map<[^>]*>|\\S+) (\\w+) = \\d+[^;]*;</code>");
    private static final Pattern TYPE =
            Pattern.compile("\n  /\\*\\*\n((?:   \\*[^\n]*\n)*?)   \\* Protobuf type \\{@code ([\\w.]+)\\}");

    private final Map<String, Comment> comments = new HashMap<>();

    /** Reads one generated source. */
    void read(String source) {
        Matcher type = TYPE.matcher(source);
        while (type.find()) {
            comments.putIfAbsent(type.group(2), comment(type.group(1)));
        }
        Matcher start = INTERFACE.matcher(source);
        while (start.find()) {
            int end = source.indexOf("\n  }\n", start.end());
            readFields(start.group(1), source.substring(start.end(), end));
        }
    }

    private void readFields(String message, String body) {
        Matcher javadoc = JAVADOC.matcher(body);
        while (javadoc.find()) {
            Matcher field = FIELD.matcher(unescape(javadoc.group(1)));
            if (field.find()) {
                comments.putIfAbsent(message + "." + field.group(1), comment(javadoc.group(1)));
            }
        }
    }

    /** What was said of a message or of {@code message.field}, by the protobuf name. */
    Comment of(String name) {
        return comments.getOrDefault(name, Comment.NONE);
    }

    private static Comment comment(String javadoc) {
        Matcher text = TEXT.matcher(javadoc);
        if (!text.find()) {
            return Comment.NONE;
        }
        List<String> markers = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : unescape(text.group(1)).split("\n", -1)) {
            String words = line.replaceFirst("^\\s*\\* ?", "");
            if (words.strip().startsWith("+")) {
                markers.add(words.strip());
            } else {
                lines.add(words);
            }
        }
        return new Comment(Descriptions.join(lines), List.copyOf(markers));
    }

    private static String unescape(String text) {
        return text.replace("&#64;", "@")
                .replace("&#92;", "\\")
                .replace("&#47;", "/")
                .replace("&#42;", "*")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }
}
