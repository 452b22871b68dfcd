/** What a scheduling decision sees: nodes with what is taken on them, and what a pod asks for. */
@NullMarked
package dev.leme.scheduler.snapshot;

import org.jspecify.annotations.NullMarked;
