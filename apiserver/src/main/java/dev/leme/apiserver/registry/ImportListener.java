package dev.leme.apiserver.registry;

/** Hears how an import goes on, on the importing thread. */
public interface ImportListener {

    /** Hears nothing. */
    ImportListener NONE = new ImportListener() {};

    /** One file of the archive has been read and verified; {@code bytes} is its size, unpacked. */
    default void stored(String file, long bytes) {}

    /** All content is there and the name now stands for it. */
    default void tagged(StoredImage image) {}
}
