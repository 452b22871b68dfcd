package dev.leme.base.spdy;

import java.util.Map;

/** One frame of SPDY/3.1, as far as it matters to a connection without flow control. */
sealed interface Frame {
    /** A new stream. */
    record SynStream(int streamId, boolean fin, Map<String, String> headers) implements Frame {}

    /** The answer to a new stream. */
    record SynReply(int streamId, boolean fin, Map<String, String> headers) implements Frame {}

    /** More headers of a stream. */
    record Headers(int streamId, boolean fin, Map<String, String> headers) implements Frame {}

    /** The end of a stream in both directions, by {@link ResetCode}. */
    record Reset(int streamId, int code) implements Frame {}

    /** A sign of life, to be sent back. */
    record Ping(int id) implements Frame {}

    /** No further streams will be taken. */
    record GoAway(int lastStreamId, int code) implements Frame {}

    /** A frame that says nothing to us: settings, window updates, and what is unknown. */
    record Other(int type) implements Frame {}

    /** A piece of a stream's bytes. */
    final class Data implements Frame {
        final int streamId;
        final boolean fin;
        final byte[] bytes;

        Data(int streamId, boolean fin, byte[] bytes) {
            this.streamId = streamId;
            this.fin = fin;
            this.bytes = bytes;
        }
    }

    /** Control frames' types on the wire. */
    int SYN_STREAM = 1;

    int SYN_REPLY = 2;
    int RST_STREAM = 3;
    int SETTINGS = 4;
    int PING = 6;
    int GOAWAY = 7;
    int HEADERS = 8;
    int WINDOW_UPDATE = 9;

    int VERSION = 3;
    int FLAG_FIN = 1;
}
