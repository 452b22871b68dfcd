package dev.leme.apiserver.rest;

import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.api.json.JsonValue;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.schema.DecodeException;
import dev.leme.api.schema.Decoder;
import dev.leme.api.schema.Schema;
import dev.leme.api.schema.Schemas;
import dev.leme.api.schema.StrictErrors;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.catalog.ResourceDefinition;
import dev.leme.apiserver.http.Exchange;
import dev.leme.apiserver.pipeline.RequestContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads an object out of a request's body, and says by path what in it is unknown or given twice. */
final class ObjectDecoder {

    private final Encoders encoders;

    ObjectDecoder(Encoders encoders) {
        this.encoders = encoders;
    }

    /** The object of this definition that the body spells, in its stored form. */
    ApiObject object(RequestContext request, ResourceDefinition definition) throws IOException {
        return decode(request, definition, definition.resource());
    }

    /** The object of another kind that a subresource takes. */
    ApiObject object(RequestContext request, Resource kind) throws IOException {
        List<String> duplicates = new ArrayList<>();
        JsonObject tree = tree(request.exchange(), duplicates);
        return ApiObject.of(checked(request, kind, tree, duplicates));
    }

    private ApiObject decode(RequestContext request, ResourceDefinition definition, Resource kind) throws IOException {
        return definition.toStored().apply(object(request, kind));
    }

    private JsonObject tree(Exchange exchange, List<String> duplicates) throws IOException {
        byte[] body = Bodies.read(exchange);
        if (body.length == 0) {
            throw ApiException.badRequest("the request body is empty: an object is required");
        }
        try {
            JsonValue value = encoders.decode(exchange.header("Content-Type"), body, duplicates::add);
            if (value instanceof JsonObject object) {
                return object;
            }
        } catch (JsonException broken) {
            throw ApiException.badRequest("the object provided is unrecognized (must be of type "
                    + "Object): couldn't get version/kind; json parse error: " + broken.getMessage());
        }
        throw ApiException.badRequest("the object provided is unrecognized: the body is not an object");
    }

    /** Fits the tree to its kind: fills in or checks kind and apiVersion, then its fields, as {@code fieldValidation} says. */
    JsonObject checked(RequestContext request, Resource kind, JsonObject tree, List<String> duplicates) {
        JsonObject typed = typed(kind, tree);
        Schema schema = Schemas.of(kind.group(), kind.version(), kind.kind());
        if (schema == null) {
            return typed;
        }
        try {
            Decoder.Decoded decoded = Decoder.decode(schema, typed);
            report(request, kind, StrictErrors.messages(decoded.unknown(), duplicates));
            return decoded.object();
        } catch (DecodeException broken) {
            throw ApiException.badRequest(
                    DecodeException.cannotBeHandled(kind.kind(), kind.version(), String.valueOf(broken.getMessage())));
        }
    }

    private static JsonObject typed(Resource kind, JsonObject tree) {
        String apiVersion = tree.string("apiVersion");
        String name = tree.string("kind");
        if (!name.isEmpty() && !name.equals(kind.kind())) {
            throw ApiException.badRequest(
                    name + " in version \"" + apiVersion + "\" cannot be handled as a " + kind.kind());
        }
        if (!apiVersion.isEmpty() && !apiVersion.equals(kind.apiVersion())) {
            throw ApiException.badRequest("the API version in the data (" + apiVersion
                    + ") does not match the expected API version (" + kind.apiVersion() + ")");
        }
        return tree.with("kind", kind.kind()).with("apiVersion", kind.apiVersion());
    }

    private static void report(RequestContext request, Resource kind, List<String> complaints) {
        String level = request.exchange().query().get("fieldValidation");
        switch (level) {
            case "Ignore" -> {}
            case "", "Warn" -> complaints.forEach(request::warn);
            case "Strict" -> {
                if (!complaints.isEmpty()) {
                    throw ApiException.badRequest(DecodeException.cannotBeHandled(
                            kind.kind(), kind.version(), StrictErrors.joined(complaints)));
                }
            }
            default ->
                throw ApiException.of(
                        dev.leme.api.status.Reason.INVALID,
                        "CreateOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"" + level
                                + "\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"");
        }
    }
}
