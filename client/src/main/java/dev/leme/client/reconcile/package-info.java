/** Keys that wait for work, and the loop that works on them until what is meets what is wanted. */
@NullMarked
package dev.leme.client.reconcile;

import org.jspecify.annotations.NullMarked;
