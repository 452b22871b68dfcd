package dev.leme.codegen;

import java.util.List;

/** Comment lines as the published OpenAPI document shows them. */
final class Descriptions {

    private Descriptions() {}

    /**
     * Joins the lines of a paragraph, keeps indented lines and list items as lines of their own, and leaves out TODO notes
     * and all that follows a line of three dashes.
     */
    static String join(List<String> lines) {
        StringBuilder text = new StringBuilder();
        boolean newLine = true;
        for (String raw : lines) {
            String line = raw.stripTrailing();
            if (line.strip().equals("---")) {
                break;
            }
            if (line.isBlank()) {
                breakParagraph(text);
                newLine = true;
            } else if (!line.strip().startsWith("TODO") && (line.startsWith(" ") || line.startsWith("\t"))) {
                endLine(text);
                text.append(line).append('\n');
                newLine = true;
            } else if (!line.strip().startsWith("TODO")) {
                if (!newLine) {
                    text.append(' ');
                }
                text.append(line);
                newLine = false;
            }
        }
        return text.toString().strip();
    }

    private static void endLine(StringBuilder text) {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
    }

    private static void breakParagraph(StringBuilder text) {
        while (!text.isEmpty() && text.charAt(text.length() - 1) == '\n') {
            text.setLength(text.length() - 1);
        }
        text.append("\n\n");
    }

    /** The first sentence, for javadoc. */
    static String firstSentence(String description) {
        String paragraph = description.split("\n\n", 2)[0].replace('\n', ' ');
        int end = paragraph.indexOf(". ");
        String sentence = end < 0 ? paragraph : paragraph.substring(0, end + 1);
        return sentence.length() <= 200 ? sentence : sentence.substring(0, sentence.lastIndexOf(' ', 200)) + " …";
    }
}
