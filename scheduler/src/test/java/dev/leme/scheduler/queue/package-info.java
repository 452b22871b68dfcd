/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.scheduler.queue;

import org.jspecify.annotations.NullMarked;
