package dev.leme.apiserver.storage;

import java.util.concurrent.ThreadLocalRandom;

/** Generated names: a prefix and five characters that spell no word. */
final class Names {

    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX = 5;
    private static final int MOST = 63;

    private Names() {}

    /** A name that begins with {@code prefix} (cut where the whole would be longer than 63 characters). */
    static String generate(String prefix) {
        int room = MOST - SUFFIX;
        StringBuilder name = new StringBuilder(prefix.length() > room ? prefix.substring(0, room) : prefix);
        for (int i = 0; i < SUFFIX; i++) {
            name.append(ALPHABET.charAt(ThreadLocalRandom.current().nextInt(ALPHABET.length())));
        }
        return name.toString();
    }
}
