/** Controllers in one thread with all that can go wrong around them, moved by a seed. */
@NullMarked
package dev.leme.controllers.simulation;

import org.jspecify.annotations.NullMarked;
