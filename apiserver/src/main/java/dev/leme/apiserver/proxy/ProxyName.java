package dev.leme.apiserver.proxy;

import java.util.Optional;
import java.util.Set;

/**
 * What a proxied path names: {@code web}, {@code web:80} or {@code https:web:443}, whose parts may be empty but for the name.
 *
 * @param scheme http, https or nothing
 * @param port a number, for a Service also a port's name; empty for the usual one
 */
record ProxyName(String scheme, String name, String port) {

    private static final Set<String> SCHEMES = Set.of("", "http", "https");

    /** The parts of {@code id}; nothing where it has no such form. */
    static Optional<ProxyName> parse(String id) {
        String[] parts = id.split(":", -1);
        ProxyName parsed = switch (parts.length) {
            case 1 -> new ProxyName("", parts[0], "");
            case 2 -> new ProxyName("", parts[0], parts[1]);
            case 3 -> new ProxyName(parts[0], parts[1], parts[2]);
            default -> new ProxyName("", "", "");
        };
        boolean valid = !parsed.name.isEmpty() && SCHEMES.contains(parsed.scheme);
        return valid ? Optional.of(parsed) : Optional.empty();
    }

    /** Whether it is to be asked over TLS. */
    boolean isSecure() {
        return scheme.equals("https");
    }
}
