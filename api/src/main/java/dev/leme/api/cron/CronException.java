package dev.leme.api.cron;

/** A schedule that can't be read; the message says why, as upstream's parser does. */
public final class CronException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CronException(String message) {
        super(message);
    }
}
