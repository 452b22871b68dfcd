package dev.leme.api.status;

import dev.leme.api.field.FieldError;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.api.resource.Resource;
import java.util.List;
import java.util.stream.Collectors;

/** An expected outcome of a request that isn't success; carries the {@code Status} that a client sees, the same in-process. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final int code;
    private final transient JsonObject details;
    private final transient JsonObject metadata;

    /** With an explicit code and details; prefer the factories. */
    public ApiException(Reason reason, int code, String message, JsonObject details) {
        this(reason, code, message, details, JsonObject.EMPTY);
    }

    private ApiException(Reason reason, int code, String message, JsonObject details, JsonObject metadata) {
        super(message, null, false, false);
        this.reason = reason;
        this.code = code;
        this.details = details;
        this.metadata = metadata;
    }

    private ApiException(Reason reason, String message, JsonObject details) {
        this(reason, reason.code(), message, details);
    }

    /** A failure without details. */
    public static ApiException of(Reason reason, String message) {
        return new ApiException(reason, message, JsonObject.EMPTY);
    }

    /** {@code pods "x" not found}. */
    public static ApiException notFound(Resource resource, String name) {
        return named(Reason.NOT_FOUND, resource, name, resource.qualified() + " \"" + name + "\" not found");
    }

    /** {@code pods "x" already exists}. */
    public static ApiException alreadyExists(Resource resource, String name) {
        return named(Reason.ALREADY_EXISTS, resource, name, resource.qualified() + " \"" + name + "\" already exists");
    }

    /** {@code Operation cannot be fulfilled on pods "x": detail}. */
    public static ApiException conflict(Resource resource, String name, String detail) {
        return named(
                Reason.CONFLICT,
                resource,
                name,
                "Operation cannot be fulfilled on " + resource.qualified() + " \"" + name + "\": " + detail);
    }

    /** The conflict of a write that was based on an older version. */
    public static ApiException stale(Resource resource, String name) {
        return conflict(
                resource,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    /** {@code pods "x" is forbidden: detail}. */
    public static ApiException forbidden(Resource resource, String name, String detail) {
        String subject = name.isEmpty() ? resource.qualified() : resource.qualified() + " \"" + name + "\"";
        return named(Reason.FORBIDDEN, resource, name, subject + " is forbidden: " + detail);
    }

    /** {@code Pod "x" is invalid: …} with a cause for each error. */
    public static ApiException invalid(Resource resource, String name, List<FieldError> errors) {
        return invalid(resource.group(), resource.kind(), name, errors);
    }

    /** As {@link #invalid(Resource, String, List)} by group and kind. */
    public static ApiException invalid(String group, String kind, String name, List<FieldError> errors) {
        List<FieldError> distinct = errors.stream().distinct().toList();
        String list = distinct.stream().map(FieldError::toString).collect(Collectors.joining(", "));
        String qualified = group.isEmpty() ? kind : kind + "." + group;
        JsonObject details = JsonObject.builder()
                .put("name", name)
                .put("group", group)
                .put("kind", kind)
                .put(
                        "causes",
                        new JsonArray(distinct.stream()
                                .<dev.leme.api.json.JsonValue>map(ApiException::cause)
                                .toList()))
                .build();
        return new ApiException(
                Reason.INVALID,
                qualified + " \"" + name + "\" is invalid: " + (distinct.size() == 1 ? list : "[" + list + "]"),
                withoutEmpty(details));
    }

    /** The request itself makes no sense. */
    public static ApiException badRequest(String message) {
        return of(Reason.BAD_REQUEST, message);
    }

    /** A fault of the server's own. */
    public static ApiException internal(String message) {
        return of(Reason.INTERNAL_ERROR, "Internal error occurred: " + message);
    }

    /** A list whose beginning is forgotten; {@code token} goes on with the rest as it is now. */
    public static ApiException expired(String message, String token) {
        return new ApiException(
                Reason.EXPIRED,
                Reason.EXPIRED.code(),
                message,
                JsonObject.EMPTY,
                JsonObject.EMPTY.with("continue", token));
    }

    /** The same failure, which happened while something was done: {@code doing: what it says}. */
    public ApiException during(String doing) {
        return new ApiException(reason, code, doing + ": " + text(), details, metadata);
    }

    private static ApiException named(Reason reason, Resource resource, String name, String message) {
        JsonObject details = JsonObject.builder()
                .put("name", name)
                .put("group", resource.group())
                .put("kind", resource.plural())
                .build();
        return new ApiException(reason, message, withoutEmpty(details));
    }

    private static JsonObject cause(FieldError error) {
        return JsonObject.builder()
                .put("reason", error.type().reason())
                .put("message", error.message())
                .put("field", error.field())
                .build();
    }

    private static JsonObject withoutEmpty(JsonObject details) {
        JsonObject kept = details;
        for (String name : List.of("name", "group", "kind")) {
            kept = kept.string(name).isEmpty() ? kept.without(name) : kept;
        }
        return kept;
    }

    /** The failure that a {@code Status} object tells. */
    public static ApiException ofStatus(JsonObject status, int httpCode) {
        int code = (int) status.number("code", httpCode);
        return new ApiException(
                Reason.of(status.string("reason"), code),
                code,
                status.string("message"),
                status.object("details"),
                status.object("metadata"));
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** The HTTP status code. */
    public int code() {
        return code;
    }

    /** What the message spoke of, machine-readable; may be empty. */
    public JsonObject details() {
        return details;
    }

    /** The message; never null. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** Whether the reason is this one. */
    public boolean is(Reason other) {
        return reason == other;
    }

    /** The {@code Status} object that a client gets. */
    public JsonObject status() {
        JsonObject.Builder status = JsonObject.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", metadata)
                .put("status", "Failure")
                .put("message", text());
        if (!reason.text().isEmpty()) {
            status.put("reason", reason.text());
        }
        if (!details.isEmpty()) {
            status.put("details", details);
        }
        return status.put("code", code).build();
    }
}
