/** A cluster put together: what there is, in which order it starts, and how it stops. */
@NullMarked
package dev.leme.cluster;

import org.jspecify.annotations.NullMarked;
