/** Tests of this package. */
@NullMarked
package dev.leme.node.logs;

import org.jspecify.annotations.NullMarked;
