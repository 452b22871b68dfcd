/** Deletes what no owner is left for, and holds owners until what depends on them is gone or let go. */
@NullMarked
package dev.leme.controllers.garbagecollector;

import org.jspecify.annotations.NullMarked;
