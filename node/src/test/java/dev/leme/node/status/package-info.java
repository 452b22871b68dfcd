/** Tests of this package. */
@NullMarked
package dev.leme.node.status;

import org.jspecify.annotations.NullMarked;
