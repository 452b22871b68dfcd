/** The pods that wait to be scheduled, and what each that was turned down waits for. */
@NullMarked
package dev.leme.scheduler.queue;

import org.jspecify.annotations.NullMarked;
