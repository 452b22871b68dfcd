package dev.leme.base.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A two-way byte stream: one forwarded connection. End of {@link #in} is the peer's half-close; closing {@link #out} is
 * ours.
 */
public interface Duplex extends AutoCloseable {
    InputStream in();

    OutputStream out();

    /** Ends both directions and makes a blocked read return. */
    @Override
    void close() throws IOException;
}
