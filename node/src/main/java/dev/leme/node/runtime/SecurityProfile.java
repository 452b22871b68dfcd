package dev.leme.node.runtime;

/**
 * A security profile (seccomp or AppArmor).
 *
 * @param localhostRef the profile's path or name; used with {@code LOCALHOST} only
 */
public record SecurityProfile(Kind kind, String localhostRef) {
    public static final SecurityProfile UNCONFINED = new SecurityProfile(Kind.UNCONFINED, "");
    public static final SecurityProfile RUNTIME_DEFAULT = new SecurityProfile(Kind.RUNTIME_DEFAULT, "");

    /** Where the profile comes from. */
    public enum Kind {
        RUNTIME_DEFAULT,
        UNCONFINED,
        LOCALHOST
    }
}
