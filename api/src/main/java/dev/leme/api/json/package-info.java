/** Immutable JSON trees, read and written as streams: the one form in which every object lives. */
@NullMarked
package dev.leme.api.json;

import org.jspecify.annotations.NullMarked;
