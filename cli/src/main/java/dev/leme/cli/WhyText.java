package dev.leme.cli;

import dev.leme.api.json.JsonObject;

/** An explanation as lines for a terminal: what rests on what by its indentation, the first broken link marked. */
final class WhyText {

    private static final String MARK = "   <-- here";

    private final StringBuilder text = new StringBuilder();
    private boolean marked;

    private WhyText(boolean allWell) {
        this.marked = allWell;
    }

    static String of(JsonObject finding) {
        WhyText lines = new WhyText(!isTrouble(finding));
        lines.add(finding, 0);
        return lines.text.toString();
    }

    /** Whether somebody has to wait or to mend something. */
    static boolean isTrouble(JsonObject finding) {
        return finding.string("state").equals("waits")
                || finding.string("state").equals("broken");
    }

    private void add(JsonObject finding, int depth) {
        boolean root = isTrouble(finding) && !marked && !becauseOfTrouble(finding);
        text.append(sign(finding.string("state")))
                .repeat("  ", depth)
                .append(finding.string("text"))
                .append(root ? MARK : "")
                .append('\n');
        marked |= root;
        String next = finding.string("next");
        if (!next.isEmpty()) {
            text.append("       ")
                    .repeat("  ", depth)
                    .append("do: ")
                    .append(next)
                    .append('\n');
        }
        finding.array("because").objects().forEach(reason -> add(reason, depth + 1));
    }

    /** Whether what is wrong lies further down. */
    private static boolean becauseOfTrouble(JsonObject finding) {
        return finding.array("because").objects().stream().anyMatch(WhyText::isTrouble);
    }

    private static String sign(String state) {
        return switch (state) {
            case "ok" -> "ok     ";
            case "waits" -> "waits  ";
            case "broken" -> "BROKEN ";
            default -> "       ";
        };
    }
}
