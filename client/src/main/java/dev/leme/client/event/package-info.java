/** The events that tell people what a component did. */
@NullMarked
package dev.leme.client.event;

import org.jspecify.annotations.NullMarked;
