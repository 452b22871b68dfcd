/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.scheduler.snapshot;

import org.jspecify.annotations.NullMarked;
