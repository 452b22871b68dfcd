package dev.leme.node.volumes;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The content and the permission bits of one file of a volume. */
public final class VolumeFile {
    private final byte[] content;
    private final int mode;

    public VolumeFile(byte[] content, int mode) {
        this.content = content.clone();
        this.mode = mode;
    }

    byte[] content() {
        return content.clone();
    }

    int mode() {
        return mode;
    }

    VolumeFile withMode(int other) {
        return new VolumeFile(content, other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VolumeFile that && mode == that.mode && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Objects.hash(mode, Arrays.hashCode(content));
    }
}
