package dev.leme.store.encryption;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys in a file that only its owner may read, a line each: a name, a space, and 32 bytes in base64; {@code #} begins a
 * comment. The first seals, all of them open. So a key is rotated by putting a new line before the others, and an old line may
 * go when nothing is sealed with it any more, which is so after the next start.
 *
 * @param all the keys, the newest first; at least one
 */
public record EncryptionKeys(List<Key> all) {

    /** 256 bits, for AES. */
    private static final int LENGTH = 32;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** A key and the name by which a sealed value says what opens it. */
    static final class Key {

        private final String name;
        private final byte[] secret;

        Key(String name, byte[] secret) {
            this.name = name;
            this.secret = secret;
        }

        String name() {
            return name;
        }

        /** Not to be changed. */
        byte[] secret() {
            return secret;
        }

        /** Never the secret. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** Copies the list. */
    public EncryptionKeys {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("there is no key");
        }
    }

    /** Reads a file's text; throws {@link IllegalArgumentException}, which repeats nothing of it. */
    public static EncryptionKeys parse(String text) {
        List<Key> keys = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(EncryptionKeys::key)
                .toList();
        if (keys.stream().map(Key::name).distinct().count() < keys.size()) {
            throw new IllegalArgumentException("there are two keys of one name");
        }
        return new EncryptionKeys(keys);
    }

    private static Key key(String line) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length == 2 && NAME.matcher(words[0]).matches()) {
            byte[] secret = decoded(words[1]);
            if (secret.length == LENGTH) {
                return new Key(words[0], secret);
            }
        }
        throw new IllegalArgumentException("a line isn't a name and " + LENGTH + " bytes in base64");
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException damaged) {
            return new byte[0];
        }
    }

    /** The text of a file with one new key. */
    public static String newFile() {
        return "# The first key seals, all of them open. A value whose key is lost is lost.\n" + newLine();
    }

    /** A line with a new key, to be put before the others. */
    public static String newLine() {
        SecureRandom random = new SecureRandom();
        byte[] name = new byte[4];
        byte[] secret = new byte[LENGTH];
        random.nextBytes(name);
        random.nextBytes(secret);
        return "key-" + HexFormat.of().formatHex(name) + " "
                + Base64.getEncoder().encodeToString(secret) + "\n";
    }

    /** The key that seals. */
    Key newest() {
        return all.getFirst();
    }

    /** The key of a name, or null. */
    @Nullable Key find(String name) {
        for (Key key : all) {
            if (key.name().equals(name)) {
                return key;
            }
        }
        return null;
    }
}
