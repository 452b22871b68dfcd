/** Chooses a node for each pod that has none, and binds it there. */
@NullMarked
package dev.leme.scheduler;

import org.jspecify.annotations.NullMarked;
