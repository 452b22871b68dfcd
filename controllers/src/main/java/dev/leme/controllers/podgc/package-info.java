/** Removes pods that no node will ever let go of, and the oldest of too many that have ended. */
@NullMarked
package dev.leme.controllers.podgc;

import org.jspecify.annotations.NullMarked;
