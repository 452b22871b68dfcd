package dev.leme.controllers.volume;

import java.io.IOException;
import java.nio.file.Path;

/** The directories behind dynamic local volumes, on whichever node they lie. */
public interface VolumeDirectories {

    /** Makes an empty directory with room for {@code bytes} on the node; an existing one is left as it is. */
    void create(String node, Path directory, long bytes) throws IOException;

    /** Gives the directory room for {@code bytes}, which its file system will take when {@link #grow} is called. */
    void enlarge(String node, Path directory, long bytes) throws IOException;

    /** Has the pods that use the directory see all its room; without such pods the next one will. */
    void grow(String node, Path directory);

    /** Removes the directory with all that is in it; one that is absent counts as removed. */
    void delete(String node, Path directory) throws IOException;

    /** Directories that are never made: for whoever has no local volumes. */
    VolumeDirectories NONE = new VolumeDirectories() {
        @Override
        public void create(String node, Path directory, long bytes) {}

        @Override
        public void enlarge(String node, Path directory, long bytes) {}

        @Override
        public void grow(String node, Path directory) {}

        @Override
        public void delete(String node, Path directory) {}
    };
}
