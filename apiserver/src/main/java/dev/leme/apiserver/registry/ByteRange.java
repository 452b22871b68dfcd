package dev.leme.apiserver.registry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One range of a {@code Range} header applied to content of a known size; {@code length} 0 says that it isn't there. */
record ByteRange(long offset, long length) {

    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** The range asked for; empty where the header is absent, of another form or of several ranges: then all is sent. */
    static Optional<ByteRange> of(@Nullable String header, long size) {
        Matcher range = ONE.matcher(header == null ? "" : header.strip());
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (range.group(1).isEmpty()) {
            long length = Math.min(Long.parseLong(range.group(2)), size);
            return Optional.of(new ByteRange(size - length, length));
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(range.group(2)), size - 1);
        if (!range.group(2).isEmpty() && Long.parseLong(range.group(2)) < first) {
            return Optional.empty();
        }
        return Optional.of(new ByteRange(first, Math.max(0, last - first + 1)));
    }
}
