/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.scheduler;

import org.jspecify.annotations.NullMarked;
