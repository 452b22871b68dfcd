package dev.leme.node.probes;

/**
 * What one run of a probe told.
 *
 * @param message why it is so, for an event
 */
public record ProbeOutcome(Verdict verdict, String message) {
    /** How it went. */
    public enum Verdict {
        SUCCESS,
        FAILURE,
        /** The probe itself could not be run. */
        UNKNOWN
    }

    static ProbeOutcome success() {
        return new ProbeOutcome(Verdict.SUCCESS, "");
    }

    static ProbeOutcome failure(String message) {
        return new ProbeOutcome(Verdict.FAILURE, message);
    }

    static ProbeOutcome unknown(String message) {
        return new ProbeOutcome(Verdict.UNKNOWN, message);
    }
}
