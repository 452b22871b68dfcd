/** Tests of where volumes let a pod go. */
@NullMarked
package dev.leme.scheduler.volume;

import org.jspecify.annotations.NullMarked;
