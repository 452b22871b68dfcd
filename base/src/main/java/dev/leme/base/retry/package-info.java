/** How long to wait before the next try. */
@NullMarked
package dev.leme.base.retry;

import org.jspecify.annotations.NullMarked;
