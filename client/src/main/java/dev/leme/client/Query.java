package dev.leme.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Builds a query string; what is empty is left out. */
final class Query {
    private final StringBuilder text = new StringBuilder();

    Query add(String name, String value) {
        if (!value.isEmpty()) {
            text.append(text.isEmpty() ? "" : "&")
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return this;
    }

    Query add(String name, boolean value) {
        return value ? add(name, "true") : this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
