/** A cluster for tests, inside their own process. */
@NullMarked
package dev.leme.junit;

import org.jspecify.annotations.NullMarked;
