/** Time as a value that is handed in, so that a test can move it. */
@NullMarked
package dev.leme.base.time;

import org.jspecify.annotations.NullMarked;
