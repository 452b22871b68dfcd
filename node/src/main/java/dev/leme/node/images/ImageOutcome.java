package dev.leme.node.images;

import java.time.Instant;

/** Whether a container's image can be used. */
public sealed interface ImageOutcome {

    /** It is there; {@code ref} is what the runtime calls it. */
    record Present(String ref) implements ImageOutcome {}

    /**
     * It is not.
     *
     * @param reason {@code ErrImagePull}, {@code ErrImageNeverPull}, {@code InvalidImageName}
     * @param failures how many times in a row
     * @param at when it failed
     * @param retryAt when to try again
     */
    record Missing(String reason, String message, int failures, Instant at, Instant retryAt) implements ImageOutcome {}
}
