package dev.leme.apiserver.rest;

import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a client sends and what it wants to read. */
final class MediaTypes {

    static final String JSON = "application/json";
    static final String YAML = "application/yaml";
    static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

    private static final String SERVED = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

    private MediaTypes() {}

    /** A media type with its parameters. */
    record MediaType(String type, Map<String, String> parameters) {

        static MediaType parse(String text) {
            String[] parts = text.split(";");
            Map<String, String> parameters = new LinkedHashMap<>();
            for (int i = 1; i < parts.length; i++) {
                int at = parts[i].indexOf('=');
                if (at > 0) {
                    parameters.put(
                            parts[i].substring(0, at).strip(),
                            parts[i].substring(at + 1).strip());
                }
            }
            return new MediaType(parts[0].strip().toLowerCase(Locale.ROOT), parameters);
        }

        String parameter(String name) {
            return parameters.getOrDefault(name, "");
        }
    }

    /** How an answer is written. */
    record Wanted(Form form, Shape shape) {
        static final Wanted PLAIN = new Wanted(Form.JSON, Shape.OBJECT);

        boolean isPlainJson() {
            return form == Form.JSON && shape == Shape.OBJECT;
        }
    }

    /** The encodings. */
    enum Form {
        JSON(MediaTypes.JSON),
        YAML(MediaTypes.YAML),
        PROTOBUF(MediaTypes.PROTOBUF);

        private final String contentType;

        Form(String contentType) {
            this.contentType = contentType;
        }

        String contentType() {
            return contentType;
        }
    }

    /** What is made of an object before it is written. */
    enum Shape {
        OBJECT,
        TABLE,
        PARTIAL
    }

    /**
     * What the {@code Accept} header asks for first that we have; throws NotAcceptable.
     *
     * @param hasProtobuf whether what is answered has such a form; custom kinds have none
     */
    static Wanted wanted(String accept, boolean hasProtobuf) {
        return wanted(accept, hasProtobuf, Set.of(Shape.values()));
    }

    /** Throws NotAcceptable unless the client takes the object itself: what is only asked and answered has no table. */
    static void requireObject(String accept) {
        wanted(accept, true, Set.of(Shape.OBJECT));
    }

    private static Wanted wanted(String accept, boolean hasProtobuf, Set<Shape> shapes) {
        if (accept.isBlank()) {
            return Wanted.PLAIN;
        }
        for (String clause : accept.split(",")) {
            MediaType type = MediaType.parse(clause);
            Form form = form(type.type());
            Shape shape = shape(type);
            boolean has = form != Form.PROTOBUF || hasProtobuf;
            if (form != null && shape != null && shapes.contains(shape) && has) {
                return new Wanted(form, shape);
            }
        }
        throw ApiException.of(Reason.NOT_ACCEPTABLE, "only the following media types are accepted: " + SERVED);
    }

    private static @org.jspecify.annotations.Nullable Form form(String type) {
        return switch (type) {
            case JSON, "*/*", "application/*" -> Form.JSON;
            case YAML -> Form.YAML;
            case PROTOBUF -> Form.PROTOBUF;
            default -> null;
        };
    }

    private static @org.jspecify.annotations.Nullable Shape shape(MediaType type) {
        boolean meta =
                type.parameter("g").equals("meta.k8s.io") && type.parameter("v").equals("v1");
        return switch (type.parameter("as")) {
            case "" -> Shape.OBJECT;
            case "Table" -> meta && form(type.type()) != Form.PROTOBUF ? Shape.TABLE : null;
            case "PartialObjectMetadata", "PartialObjectMetadataList" -> meta ? Shape.PARTIAL : null;
            default -> null;
        };
    }

    /** The failure of a body in a form that we don't read. */
    static ApiException unsupported(String accepted) {
        return ApiException.of(
                Reason.UNSUPPORTED_MEDIA_TYPE,
                "the body of the request was in an unknown format - accepted media types include: " + accepted);
    }

    /** The failure of an object in a form that we don't read. */
    static ApiException unsupported() {
        return unsupported(SERVED);
    }
}
