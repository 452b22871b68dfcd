package dev.leme.apiserver.pods;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.base.stream.TerminalSize;
import java.util.Arrays;
import java.util.Optional;

/** Reads {@code {"Width":80,"Height":24}}. */
final class TerminalSizes {

    private TerminalSizes() {}

    static Optional<TerminalSize> parse(byte[] bytes, int offset) {
        try {
            JsonObject json = Json.parseObject(Arrays.copyOfRange(bytes, offset, bytes.length));
            return Optional.of(new TerminalSize((int) json.number("Width", 0), (int) json.number("Height", 0)))
                    .filter(size -> size.width() > 0 && size.height() > 0);
        } catch (JsonException broken) {
            return Optional.empty();
        }
    }
}
