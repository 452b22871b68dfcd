package dev.leme.proxy.ruleset;

import java.util.Locale;

/** Kubernetes' names of protocols, as nft spells them. */
final class Protocols {

    private Protocols() {}

    /** {@code TCP} or nothing is {@code tcp}. */
    static String of(String protocol) {
        return protocol.isEmpty() ? "tcp" : protocol.toLowerCase(Locale.ROOT);
    }
}
