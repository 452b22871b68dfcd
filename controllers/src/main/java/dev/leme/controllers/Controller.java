package dev.leme.controllers;

/** A running controller. */
public interface Controller extends AutoCloseable {

    /** Ends its threads. Whatever it was at, the next start goes on from. */
    @Override
    void close();

    /** Starts a controller. */
    @FunctionalInterface
    interface Starter {
        /** Begins to watch at once, and to work once its caches are filled. */
        Controller start(ControllerContext context);
    }
}
