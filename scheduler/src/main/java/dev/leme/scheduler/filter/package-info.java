/** Which nodes can take a pod at all: one visible list of filters, each with its reason. */
@NullMarked
package dev.leme.scheduler.filter;

import org.jspecify.annotations.NullMarked;
