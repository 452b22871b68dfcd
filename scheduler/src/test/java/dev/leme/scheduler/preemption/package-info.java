/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.scheduler.preemption;

import org.jspecify.annotations.NullMarked;
