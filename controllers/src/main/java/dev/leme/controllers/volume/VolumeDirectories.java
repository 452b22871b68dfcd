package dev.leme.controllers.volume;

import java.io.IOException;
import java.nio.file.Path;

/** The directories behind dynamic local volumes, on whichever node they lie. */
public interface VolumeDirectories {

    /** Makes an empty directory on the node; an existing one is left as it is. */
    void create(String node, Path directory) throws IOException;

    /** Removes the directory with all that is in it; one that is absent counts as removed. */
    void delete(String node, Path directory) throws IOException;
}
