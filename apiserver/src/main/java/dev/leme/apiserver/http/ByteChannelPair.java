package dev.leme.apiserver.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A connection's raw bytes in both directions, after a protocol switch. */
public interface ByteChannelPair extends AutoCloseable {

    /** What the client sends. */
    InputStream input();

    /** What the client gets. */
    OutputStream output();

    @Override
    void close() throws IOException;
}
