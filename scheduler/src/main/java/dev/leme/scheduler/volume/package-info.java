/** Which nodes reach a pod's volumes, and the choice of a node for volumes that are yet to be made. */
@NullMarked
package dev.leme.scheduler.volume;

import org.jspecify.annotations.NullMarked;
