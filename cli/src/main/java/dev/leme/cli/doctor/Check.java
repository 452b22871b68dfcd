package dev.leme.cli.doctor;

/**
 * One thing that was looked at.
 *
 * @param passed whether all is well
 * @param needed whether real containers cannot run without it
 * @param what the thing, and what was found
 * @param mend the command that mends it, empty where it passed
 */
public record Check(boolean passed, boolean needed, String what, String mend) {

    static Check passed(String what) {
        return new Check(true, true, what, "");
    }

    static Check lacking(String what, String mend) {
        return new Check(false, true, what, mend);
    }

    static Check better(String what, String mend) {
        return new Check(false, false, what, mend);
    }

    /** A line, and where something is lacking a second one. */
    public String text() {
        if (passed) {
            return "✓ " + what;
        }
        return (needed ? "✗ " : "! ") + what + "\n    → " + mend;
    }
}
