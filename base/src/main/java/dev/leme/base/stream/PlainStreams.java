package dev.leme.base.stream;

import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** {@link ProcessStreams} without a terminal. */
record PlainStreams(
        @Nullable InputStream stdin,
        @Nullable OutputStream stdout,
        @Nullable OutputStream stderr) implements ProcessStreams {
    @Override
    public boolean tty() {
        return false;
    }
}
