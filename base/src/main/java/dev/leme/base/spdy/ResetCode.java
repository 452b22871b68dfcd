package dev.leme.base.spdy;

/** Why a stream was reset, with its number on the wire. */
public enum ResetCode {
    PROTOCOL_ERROR(1),
    INVALID_STREAM(2),
    REFUSED_STREAM(3),
    CANCEL(5),
    INTERNAL_ERROR(6);

    private final int number;

    ResetCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
