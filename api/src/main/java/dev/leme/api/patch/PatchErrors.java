package dev.leme.api.patch;

import dev.leme.api.json.JsonObject;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;

/** How a patch that can't be used is answered. */
final class PatchErrors {

    private PatchErrors() {}

    /**
     * A patch that is well-formed and doesn't fit the document: 422. Upstream keeps {@code why} to itself and answers with
     * one sentence for all of these, which scripts match; so it is kept here for the stack trace only.
     */
    static ApiException doesNotApply(String why) {
        ApiException answer = new ApiException(
                Reason.INVALID,
                422,
                "the server rejected our request due to an error in our request",
                JsonObject.EMPTY);
        answer.addSuppressed(new IllegalArgumentException(why));
        return answer;
    }

    /** A patch that isn't written as patches are: 400. */
    static ApiException malformed(String message) {
        return ApiException.badRequest(message);
    }
}
