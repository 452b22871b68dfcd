package dev.leme.apiserver.authz;

/** Decides whether somebody may do something. */
@FunctionalInterface
public interface Authorizer {

    /** What was decided, and why, in words for a log or an access review. */
    record Decision(boolean allowed, boolean denied, String reason) {
        /** Yes. */
        public static Decision allow(String reason) {
            return new Decision(true, false, reason);
        }

        /** Not by this authorizer; another may allow it. */
        public static Decision noOpinion(String reason) {
            return new Decision(false, false, reason);
        }
    }

    /** The decision; never null. */
    Decision authorize(Attributes attributes);
}
