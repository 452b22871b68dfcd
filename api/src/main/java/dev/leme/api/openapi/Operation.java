package dev.leme.api.openapi;

import java.util.List;
import java.util.SequencedMap;

/**
 * One method on one path, before it takes the form of a version of OpenAPI.
 *
 * @param method in lower case
 * @param action Kubernetes' name of it, or empty
 * @param description a sentence
 * @param id the operation's id
 * @param tag what it is listed under
 * @param kind what its objects are, or null's stand-in {@link Kind#NONE}
 * @param consumes media types of bodies
 * @param produces media types of answers
 * @param parameters in the query and the path
 * @param body what is sent
 * @param responses by status: a definition's name, or empty for text; 401 is always added
 */
record Operation(
        String method,
        String action,
        String description,
        String id,
        String tag,
        Kind kind,
        List<String> consumes,
        List<String> produces,
        List<Parameter> parameters,
        Body body,
        SequencedMap<String, String> responses) {

    /** A group, version and kind. */
    record Kind(String group, String version, String kind) {
        static final Kind NONE = new Kind("", "", "");
    }

    /** What is sent: a definition, or nothing where its name is empty. */
    record Body(String definition, boolean required) {
        static final Body NONE = new Body("", false);
    }

    /** A parameter in the query or the path. */
    record Parameter(String name, String in, String type, boolean required, String description) {}

    /** A path and all that can be done there. */
    record At(String path, List<Operation> operations) {}
}
