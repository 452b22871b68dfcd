/** Which pods must leave which node for a more important one. */
@NullMarked
package dev.leme.scheduler.preemption;

import org.jspecify.annotations.NullMarked;
