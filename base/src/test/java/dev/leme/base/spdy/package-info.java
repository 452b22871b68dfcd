/** Tests of the SPDY connection. */
@NullMarked
package dev.leme.base.spdy;

import org.jspecify.annotations.NullMarked;
