package dev.leme.apiserver.rest;

import dev.leme.api.json.JsonValue;
import dev.leme.api.json.Json;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.api.yaml.Yaml;
import dev.leme.apiserver.rest.MediaTypes.Form;
import dev.leme.apiserver.rest.MediaTypes.MediaType;
import java.util.function.Consumer;

/** From trees to bytes and back, by media type. */
final class Encoders {

    /** The tree in this form; throws NotAcceptable where it has none. */
    byte[] encode(Form form, JsonValue tree) {
        return switch (form) {
            case JSON -> Json.bytes(tree);
            case YAML -> Yaml.write(tree).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            case PROTOBUF -> throw ApiException.of(Reason.NOT_ACCEPTABLE, "protobuf is not served");
        };
    }

    /** The tree that a body spells; tells {@code duplicates} each name given twice. Throws UnsupportedMediaType. */
    JsonValue decode(String contentType, byte[] body, Consumer<String> duplicates) {
        return switch (MediaType.parse(contentType).type()) {
            case "", MediaTypes.JSON -> Json.parse(body, duplicates);
            case MediaTypes.YAML, "application/x-yaml", "text/yaml" -> Yaml.parse(body, repeated -> duplicates.accept(repeated.path()));
            default -> throw MediaTypes.unsupported();
        };
    }
}
