package dev.leme.apiserver.rest;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.protobuf.ProtobufCodec;
import dev.leme.api.protobuf.ProtobufException;
import dev.leme.api.yaml.Yaml;
import dev.leme.api.yaml.YamlException;
import dev.leme.apiserver.rest.MediaTypes.Form;
import dev.leme.apiserver.rest.MediaTypes.MediaType;
import java.util.function.Consumer;

/** From trees to bytes and back, by media type. */
final class Encoders {

    /** The tree in this form. */
    byte[] encode(Form form, JsonValue tree) {
        return switch (form) {
            case JSON -> Json.bytes(tree);
            case YAML -> Yaml.write(tree).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            case PROTOBUF -> ProtobufCodec.encode((JsonObject) tree);
        };
    }

    /**
     * The tree that a body spells; tells {@code duplicates} each name given twice. Throws UnsupportedMediaType, and
     * {@link JsonException} for what isn't in the form that it says.
     */
    JsonValue decode(String contentType, byte[] body, Consumer<String> duplicates) {
        try {
            return switch (MediaType.parse(contentType).type()) {
                case "", MediaTypes.JSON -> Json.parse(body, duplicates);
                case MediaTypes.YAML, "application/x-yaml", "text/yaml" ->
                    Yaml.parse(body, repeated -> duplicates.accept(repeated.path()));
                case MediaTypes.PROTOBUF -> ProtobufCodec.decode(body);
                default -> throw MediaTypes.unsupported();
            };
        } catch (YamlException | ProtobufException broken) {
            throw new JsonException(String.valueOf(broken.getMessage()));
        }
    }
}
