/** Deletes Jobs some time after they have finished. */
@NullMarked
package dev.leme.controllers.ttlafterfinished;

import org.jspecify.annotations.NullMarked;
