/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.scheduler.filter;

import org.jspecify.annotations.NullMarked;
