package dev.leme.apiserver.proxy;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One line of a request's or an answer's head. */
record Header(String name, String value) {

    /** Those that are about one connection, which is not the next one (RFC 9110, 7.6.1). */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "proxy-connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Whether it has that name, in any case. */
    boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** All that are not about the connection, nor named by it, nor among {@code others} (in lower case). */
    static List<Header> endToEnd(List<Header> headers, Set<String> others) {
        Set<String> dropped = new TreeSet<>(HOP_BY_HOP);
        dropped.addAll(others);
        headers.stream()
                .filter(header -> header.is("Connection"))
                .flatMap(header -> Stream.of(header.value().split(",")))
                .forEach(named -> dropped.add(named.strip().toLowerCase(Locale.ROOT)));
        return headers.stream()
                .filter(header -> !dropped.contains(header.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    /** The first value of that name; empty without. */
    static String value(List<Header> headers, String name) {
        return headers.stream()
                .filter(header -> header.is(name))
                .map(Header::value)
                .findFirst()
                .orElse("");
    }
}
