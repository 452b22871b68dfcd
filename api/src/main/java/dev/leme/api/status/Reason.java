package dev.leme.api.status;

/** Why a request failed: the closed set of reasons that clients decide by, each with its HTTP code. */
public enum Reason {
    BAD_REQUEST(400, "BadRequest"),
    UNAUTHORIZED(401, "Unauthorized"),
    FORBIDDEN(403, "Forbidden"),
    NOT_FOUND(404, "NotFound"),
    METHOD_NOT_ALLOWED(405, "MethodNotAllowed"),
    NOT_ACCEPTABLE(406, "NotAcceptable"),
    ALREADY_EXISTS(409, "AlreadyExists"),
    CONFLICT(409, "Conflict"),
    GONE(410, "Gone"),
    EXPIRED(410, "Expired"),
    REQUEST_ENTITY_TOO_LARGE(413, "RequestEntityTooLarge"),
    UNSUPPORTED_MEDIA_TYPE(415, "UnsupportedMediaType"),
    INVALID(422, "Invalid"),
    TOO_MANY_REQUESTS(429, "TooManyRequests"),
    INTERNAL_ERROR(500, "InternalError"),
    SERVICE_UNAVAILABLE(503, "ServiceUnavailable"),
    TIMEOUT(504, "Timeout"),
    UNKNOWN(500, "");

    private final int code;
    private final String text;

    Reason(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The HTTP status code. */
    public int code() {
        return code;
    }

    /** The spelling on the wire. */
    public String text() {
        return text;
    }

    /** The reason that {@code text} spells, else one that fits {@code code}. */
    public static Reason of(String text, int code) {
        for (Reason reason : values()) {
            if (!text.isEmpty() && reason.text.equals(text)) {
                return reason;
            }
        }
        for (Reason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        return UNKNOWN;
    }
}
