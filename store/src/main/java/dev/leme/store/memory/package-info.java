/** An engine that keeps everything in memory, for tests and for clusters that may forget. */
@NullMarked
package dev.leme.store.memory;

import org.jspecify.annotations.NullMarked;
