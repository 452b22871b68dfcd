package dev.leme.apiserver.registry;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of some content, in 64 lower-case hexadecimal digits: the name under which content is stored and asked for.
 * The OCI image spec allows other algorithms too; nobody uses them, so they are refused.
 */
public record Digest(String hex) {

    private static final Pattern HEX = Pattern.compile("[a-f0-9]{64}");
    private static final String PREFIX = "sha256:";

    /** Throws {@link IllegalArgumentException} for anything but 64 lower-case digits. */
    public Digest {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a sha256 digest: " + hex);
        }
    }

    /** Reads {@code sha256:…}; throws {@link IllegalArgumentException} for another algorithm or form. */
    public static Digest parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("not a sha256 digest: " + text);
        }
        return new Digest(text.substring(PREFIX.length()));
    }

    /** The digest of {@code content}. */
    public static Digest of(byte[] content) {
        return ofHash(sha256().digest(content));
    }

    static Digest ofHash(byte[] hash) {
        return new Digest(HexFormat.of().formatHex(hash));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
