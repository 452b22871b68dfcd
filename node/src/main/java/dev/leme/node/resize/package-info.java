/** Containers' cpu and memory changed in place: what is granted, what is applied, what has to wait. */
@NullMarked
package dev.leme.node.resize;

import org.jspecify.annotations.NullMarked;
