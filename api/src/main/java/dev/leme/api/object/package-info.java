/** Objects as values: a tree with the metadata that every kind has. */
@NullMarked
package dev.leme.api.object;

import org.jspecify.annotations.NullMarked;
