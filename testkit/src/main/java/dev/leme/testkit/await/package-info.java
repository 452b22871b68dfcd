/** Waiting for a condition instead of for time. */
@NullMarked
package dev.leme.testkit.await;

import org.jspecify.annotations.NullMarked;
