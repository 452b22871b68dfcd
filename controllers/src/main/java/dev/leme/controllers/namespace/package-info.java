/** Empties a namespace that is being deleted, then lets go of it. */
@NullMarked
package dev.leme.controllers.namespace;

import org.jspecify.annotations.NullMarked;
