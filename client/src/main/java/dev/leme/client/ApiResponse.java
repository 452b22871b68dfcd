package dev.leme.client;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An API server's answer.
 *
 * @param status the HTTP status code
 * @param headers the headers by name in lower case
 * @param body the body; empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; a copy of each body would cost
public record ApiResponse(int status, Map<String, String> headers, byte[] body) {

    /** Whether the request succeeded. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The body as a JSON object. */
    public JsonObject json() {
        return Json.parseObject(body);
    }

    /** This answer when it is a success; else throws the {@link ApiException} that it carries. */
    public ApiResponse orThrow() {
        if (isSuccess()) {
            return this;
        }
        throw failure();
    }

    /** The failure that this answer carries, also when its body isn't a {@code Status}. */
    public ApiException failure() {
        try {
            JsonObject json = json();
            if (json.string("kind").equals("Status")) {
                return ApiException.ofStatus(json, status);
            }
        } catch (JsonException notJson) {
            return plainFailure();
        }
        return plainFailure();
    }

    private ApiException plainFailure() {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        String message = text.isEmpty() ? "the server answered with status " + status : text;
        return new ApiException(Reason.of("", status), status, message, JsonObject.EMPTY);
    }
}
